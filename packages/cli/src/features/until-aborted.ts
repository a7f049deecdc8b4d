/** The results until the signal is aborted. An error after that is caused by the abort, and ends them without a throw. */
export async function* untilAborted<Result>(
  results: AsyncIterable<Result>,
  signal: AbortSignal,
): AsyncGenerator<Result, void, undefined> {
  try {
    yield* results;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
