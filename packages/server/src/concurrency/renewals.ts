import type { Logger } from 'pino';
import { startBackgroundTask, type BackgroundTask } from './background-task.js';
import { WarnOnce } from './warn-once.js';

/** Reads files again. Returns whether they have changed and are used now; rejects when the changed ones cannot be used. */
export type Renew = () => Promise<boolean> | boolean;

/** What has to follow files that change while the server runs: passwords, keys and certificates. */
export interface Renewals extends BackgroundTask {
  /** `what` names it in the log. */
  add(what: string, renew: Renew): void;
  /** Looks at every file now. */
  renew(): Promise<void>;
}

/** Files are read, not watched: secrets of orchestrators are symbolic links that are replaced. */
const INTERVAL_MS = 5_000;

export function startRenewals(logger: Pick<Logger, 'info' | 'warn'>): Renewals {
  const renewals: { readonly what: string; readonly renew: Renew }[] = [];
  const warnOnce = new WarnOnce(logger);

  async function renewOne({ what, renew }: (typeof renewals)[number]): Promise<void> {
    try {
      if (await renew()) logger.info({ what }, 'the changed files are in use');
      warnOnce.clear(what);
    } catch (error) {
      warnOnce.warn(what, { what, err: error }, 'changed files cannot be used, the former ones stay in use');
    }
  }

  async function renew(): Promise<void> {
    await Promise.all(renewals.map(renewOne));
  }

  const task = startBackgroundTask(renew, {
    intervalMs: INTERVAL_MS,
    logger,
    failure: 'files could not be read again',
  });
  return {
    add: (what, renew) => void renewals.push({ what, renew }),
    renew,
    stop: () => task.stop(),
  };
}
