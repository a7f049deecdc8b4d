import { setTimeout as pause } from 'node:timers/promises';

const MAX_WAIT_MS = 20_000;
const BETWEEN_LOOKS_MS = 20;

/** Resolves once `holds` does, for what can only be looked at; fails when it has not within 20 s. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + MAX_WAIT_MS;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`Waited in vain until ${what}.`);
    await pause(BETWEEN_LOOKS_MS);
  }
}
