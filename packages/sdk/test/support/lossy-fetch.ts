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

/** A `fetch` whose first event stream is cut in the middle of its second event. */
export function cuttingStreams(): typeof globalThis.fetch {
  let whole = false;
  return async (input, init) => {
    const response = await fetch(input, init);
    if (whole || response.body === null || !response.headers.get('content-type')?.includes('event-stream')) {
      return response;
    }
    whole = true;
    let events = 0;
    const cut = new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        const text = new TextDecoder().decode(piece);
        events += text.includes('data:') ? 1 : 0;
        controller.enqueue(events < 2 ? piece : piece.subarray(0, piece.length / 2));
        if (events >= 2) controller.error(new TypeError('terminated'));
      },
    });
    return new Response(response.body.pipeThrough(cut), response);
  };
}
