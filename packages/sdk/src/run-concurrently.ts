import { AbortedError } from './errors.js';
import { checkOptions } from './http/settings.js';

/** The result of one of many tasks: what its work returned, or the error that it threw. */
export type TaskResult<Task, Result> =
  | { readonly task: Task; readonly ok: true; readonly result: Result }
  | { readonly task: Task; readonly ok: false; readonly error: unknown };

/** How `runConcurrently` works through its tasks. */
export interface ConcurrencyOptions {
  /** How many tasks are in flight at a time, 1 to 1,000. Default 8. */
  readonly concurrency?: number | undefined;
  /** No further task begins after it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

const DEFAULT_CONCURRENCY = 8;
const MAX_CONCURRENCY = 1_000;

/** What the loop waits for: the next task of the source, its end or failure, or the end of a task. */
type Step<Task, Result> =
  | { readonly kind: 'task'; readonly task: Task }
  | { readonly kind: 'end'; readonly failure?: { readonly error: unknown } }
  | { readonly kind: 'done'; readonly key: number; readonly result: TaskResult<Task, Result> };

type Work<Task, Result> = (task: Task) => PromiseLike<Result>;

/**
 * Works through tasks, at most `concurrency` at a time, and yields one result per task as it ends. Tasks are taken from
 * the source only when a slot is free. A reader that stops early waits for the tasks in flight.
 *
 * @throws {ConfigurationError} at once, when `concurrency` is out of range
 * @throws {AbortedError} after the results of what was in flight, when `signal` ended before the source did
 * @throws the source's own error, after those results as well
 * @example
 * for await (const { task, ok } of runConcurrently([257, 513], (id) => client.orders.get(id))) console.log(task, ok);
 */
export function runConcurrently<Task, Result>(
  tasks: Iterable<Task> | AsyncIterable<Task>,
  work: Work<Task, Result>,
  { concurrency = DEFAULT_CONCURRENCY, signal }: ConcurrencyOptions = {},
): AsyncGenerator<TaskResult<Task, Result>, void, undefined> {
  const fits = Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= MAX_CONCURRENCY;
  checkOptions(
    fits ? undefined : `concurrency must be a whole number from 1 to ${MAX_CONCURRENCY}, not ${concurrency}`,
  );
  return runAll(tasks, work, concurrency, signal);
}

async function* runAll<Task, Result>(
  tasks: Iterable<Task> | AsyncIterable<Task>,
  work: Work<Task, Result>,
  concurrency: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<TaskResult<Task, Result>, void, undefined> {
  const source = Symbol.asyncIterator in tasks ? tasks[Symbol.asyncIterator]() : tasks[Symbol.iterator]();
  const inFlight = new Map<number, Promise<Step<Task, Result>>>();
  let taking: Promise<Step<Task, Result>> | undefined;
  let ended: (Step<Task, Result> & { kind: 'end' }) | undefined;
  let nextKey = 0;

  try {
    for (;;) {
      if (!ended && !signal?.aborted && inFlight.size < concurrency) taking ??= takeTask(source);
      const steps = [...inFlight.values(), ...(taking ? [taking] : [])];
      if (steps.length === 0) break;
      const step = await Promise.race(steps);
      if (step.kind === 'done') {
        inFlight.delete(step.key);
        yield step.result;
        continue;
      }
      taking = undefined;
      if (step.kind === 'end') ended = step;
      else inFlight.set((nextKey += 1), runOne(nextKey, step.task, work));
    }
    if (ended?.failure) throw ended.failure.error;
    if (!ended) throw new AbortedError('The remaining tasks were aborted.', {}, { cause: signal?.reason });
  } finally {
    await Promise.all(inFlight.values());
    if (!ended) await source.return?.();
  }
}

async function takeTask<Task, Result>(source: Iterator<Task> | AsyncIterator<Task>): Promise<Step<Task, Result>> {
  try {
    const next = await source.next();
    return next.done ? { kind: 'end' } : { kind: 'task', task: next.value };
  } catch (error) {
    return { kind: 'end', failure: { error } };
  }
}

async function runOne<Task, Result>(key: number, task: Task, work: Work<Task, Result>): Promise<Step<Task, Result>> {
  try {
    return { kind: 'done', key, result: { task, ok: true, result: await work(task) } };
  } catch (error) {
    return { kind: 'done', key, result: { task, ok: false, error } };
  }
}
