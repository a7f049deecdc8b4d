import { MIMEType } from 'node:util';

/**
 * Whether a `Content-Type` is that of JSON in UTF-8. Parameters other than `charset`, and malformed ones, are ignored, as
 * the WHATWG MIME Sniffing Standard parses them (section 4.4). `charset` may be any label of UTF-8, such as `utf8`.
 */
export function isJsonInUtf8(contentType: string): boolean {
  const type = parse(contentType);
  if (type?.essence !== 'application/json') return false;
  return isUtf8(type.params.get('charset') ?? 'utf-8');
}

function parse(contentType: string): MIMEType | undefined {
  try {
    return new MIMEType(contentType);
  } catch {
    return undefined;
  }
}

/** Whether a label names UTF-8 (WHATWG Encoding Standard, section 4.2). */
function isUtf8(label: string): boolean {
  try {
    return new TextDecoder(label).encoding === 'utf-8';
  } catch {
    return false;
  }
}

/** Whether a `Content-Encoding` lists no coding but `identity`, which some clients send although it is reserved (RFC 9110). */
export function isIdentity(contentEncoding: string): boolean {
  return contentEncoding.split(',').every((coding) => ['', 'identity'].includes(coding.trim().toLowerCase()));
}
