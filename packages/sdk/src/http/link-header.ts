const LINK = /<([^>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+\s*(?:=\s*(?:"[^"]*"|[^\s;,"]+))?)*)/g;
const REL = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i;

/**
 * The cursor of the `rel="next"` link (RFC 8288), if there is one. Only the cursor is taken, because behind a proxy the
 * link's host and path may be internal ones.
 */
export function nextCursor(header: string | null): string | undefined {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(LINK)) {
    const rel = REL.exec(parameters);
    const relations = (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/);
    if (!relations.includes('next')) continue;
    const cursor = new URL(target, 'http://relative.invalid').searchParams.get('cursor');
    if (cursor !== null && cursor !== '') return cursor;
  }
  return undefined;
}
