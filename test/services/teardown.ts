const actions: (() => Promise<void>)[] = [];

/** Registers an action that runs once after the last test, in reverse order: shared services stop what they started. */
export function onTeardown(action: () => Promise<void>): void {
  actions.push(action);
}

/** Runs all actions, also after one fails, and then throws the failures together. */
export async function tearDown(): Promise<void> {
  const failures: unknown[] = [];
  for (let action = actions.pop(); action; action = actions.pop()) {
    await action().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Some shared test services did not stop');
}
