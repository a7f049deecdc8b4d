import { setTimeout as wait } from 'node:timers/promises';

const DEADLINE_MS = 20_000;
const INTERVAL_MS = 50;

/** Resolves when the condition holds; rejects, saying what was waited for, when it does not come to hold in time. */
export async function eventually(holds: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It never came about that ${what}.`);
    await wait(INTERVAL_MS);
  }
}
