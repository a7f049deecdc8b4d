/** The same pages; the next one is being read while one is processed. */
export async function* readAhead<Page>(pages: AsyncIterable<Page>): AsyncGenerator<Page> {
  const iterator = pages[Symbol.asyncIterator]();
  const read = (): Promise<IteratorResult<Page>> => {
    const result = iterator.next();
    result.catch(() => undefined); // reported when it is awaited
    return result;
  };
  let next = read();
  try {
    for (;;) {
      const result = await next;
      if (result.done === true) return;
      next = read();
      yield result.value;
    }
  } finally {
    await next.catch(() => undefined); // the reader's transaction must not end during a read
    await iterator.return?.();
  }
}
