import { UsageError } from '../errors.js';

/**
 * Decodes the text of a file: UTF-8 with or without a byte order mark, or UTF-16 with one; the mark is not part of the
 * text. Other encodings are not guessed, because a wrong guess would store wrong characters in orders: they throw
 * UsageError, which names the first invalid byte. `what` names the input.
 */
export function decodeText(bytes: Uint8Array, what: string): string {
  const encoding = encodingOf(bytes);
  const decoder = new TextDecoder(encoding, { fatal: true });
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw notText(bytes, firstInvalid(bytes, encoding), encoding, what);
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) throw notText(bytes, encoding === 'utf-8' ? bytes.indexOf(0) : 2 * nul + 2, encoding, what);
  return text;
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

function encodingOf([first, second]: Uint8Array): Encoding {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** The byte offset of the first invalid character, found by binary search for the longest valid prefix. */
function firstInvalid(bytes: Uint8Array, encoding: Encoding): number {
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = Math.floor((valid + invalid) / 2);
    if (beginning(bytes.subarray(0, middle), encoding) === undefined) invalid = middle;
    else valid = middle;
  }
  const text = beginning(bytes.subarray(0, valid), encoding) ?? '';
  return Buffer.byteLength(text, encoding === 'utf-8' ? 'utf8' : 'utf16le');
}

/** The text that the bytes begin with, including the mark but not an incomplete last character; undefined if invalid. */
function beginning(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

function notText(bytes: Uint8Array, offset: number, encoding: Encoding, what: string): UsageError {
  const value = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  const isUtf8 = encoding === 'utf-8';
  const line = bytes.subarray(0, offset).filter((byte) => byte === 0x0a).length + 1;
  const where = `byte ${offset}${isUtf8 ? `, in line ${line},` : ''} is 0x${value}`;
  return new UsageError(`${what} is not ${isUtf8 ? 'UTF-8' : 'UTF-16'} text: ${where}; nothing was sent.`, {
    hints: ['Save it as UTF-8 ("CSV UTF-8" in a spreadsheet), or convert it: iconv -f WINDOWS-1252 -t UTF-8'],
  });
}
