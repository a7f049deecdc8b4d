/** Results as they come. An error after the signal has been aborted is the abort itself: then they only end. */
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
