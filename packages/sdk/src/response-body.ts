/** The answer's body is longer than the client is willing to read. */
export class BodyTooLongError extends Error {
  override readonly name = 'BodyTooLongError';
}

/** Reads a body as text, and stops at `maxBytes`, whatever `Content-Length` promised. */
export async function readText(response: Response, maxBytes: number): Promise<string> {
  const { body } = response;
  if (body === null) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      // Not awaited: what matters is that no more is read, and a stubborn stream must not hold the caller up.
      reader.cancel().catch(() => undefined);
      throw new BodyTooLongError(`The body is longer than ${maxBytes} bytes.`);
    }
    text += decoder.decode(value, { stream: true });
  }
}
