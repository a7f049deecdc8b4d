/**
 * A `fetch` that loses the first `count` answers to a method, after the service has given them: the worst that a
 * network can do to a caller, for the change has been made.
 */
export function losingAnswers(method: string, count = 1): typeof globalThis.fetch {
  let left = count;
  return async (input, init) => {
    const response = await fetch(input, init);
    if (init?.method !== method || left === 0) return response;
    left -= 1;
    await response.text();
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
  };
}
