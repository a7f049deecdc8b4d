/** What became of one of many tasks. */
export type Outcome<Task, Result> =
  | { readonly task: Task; readonly ok: true; readonly result: Result }
  | { readonly task: Task; readonly ok: false; readonly error: unknown };

export interface RunAllOptions {
  /** How many are under way at once. */
  readonly concurrency: number;
  /** When it is aborted no further task is begun. */
  readonly signal: AbortSignal;
}

/**
 * Works through tasks, several at a time, and yields what became of each as it ends. Whoever stops reading stops the
 * work: no further task is begun, and those under way are awaited.
 */
export async function* runAll<Task, Result>(
  tasks: Iterable<Task>,
  work: (task: Task) => Promise<Result>,
  { concurrency, signal }: RunAllOptions,
): AsyncGenerator<Outcome<Task, Result>, void, undefined> {
  const underWay = new Map<number, Promise<{ key: number; outcome: Outcome<Task, Result> }>>();
  const iterator = tasks[Symbol.iterator]();
  let begun = 0;
  const begin = (): boolean => {
    const next = signal.aborted ? undefined : iterator.next();
    if (next === undefined || next.done) return false;
    const key = (begun += 1);
    underWay.set(
      key,
      settle(next.value, work).then((outcome) => ({ key, outcome })),
    );
    return true;
  };
  try {
    while (underWay.size < concurrency && begin());
    while (underWay.size > 0) {
      const { key, outcome } = await Promise.race(underWay.values());
      underWay.delete(key);
      begin();
      yield outcome;
    }
  } finally {
    await Promise.all(underWay.values());
  }
}

async function settle<Task, Result>(task: Task, work: (task: Task) => Promise<Result>): Promise<Outcome<Task, Result>> {
  try {
    return { task, ok: true, result: await work(task) };
  } catch (error) {
    return { task, ok: false, error };
  }
}
