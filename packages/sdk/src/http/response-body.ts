/** Statuses of answers that have no body (RFC 9110). */
export const STATUSES_WITHOUT_BODY: readonly number[] = [204, 205, 304];

/** The answer's body is longer than `maxBytes`. */
export class BodyTooLongError extends Error {
  override readonly name = 'BodyTooLongError';
}

/** Reads a body as text, and stops at `maxBytes`, whatever `Content-Length` says. */
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
      // Not awaited: a stream that does not end its cancellation must not delay the caller.
      reader.cancel().catch(() => undefined);
      throw new BodyTooLongError(`The body is longer than ${maxBytes} bytes.`);
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** A text that is JSON, parsed. The value may be `null`, so it stands in an object. */
export interface Json {
  readonly value: unknown;
}

/** Parses a body; `undefined` when it is not complete JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
