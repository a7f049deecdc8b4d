const actions: (() => Promise<void>)[] = [];

/** Has `action` run once after the last test, the newest first: for a shared service to stop what it started. */
export function onTeardown(action: () => Promise<void>): void {
  actions.push(action);
}

/** Runs every action, also after one that fails, and then reports the failures together. */
export async function tearDown(): Promise<void> {
  const failures: unknown[] = [];
  for (let action = actions.pop(); action; action = actions.pop()) {
    await action().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Some shared test services did not stop');
}
