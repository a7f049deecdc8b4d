/** An order's version as a strong entity tag (RFC 9110, section 8.8.3). */
export function entityTag(version: number): string {
  return `"${version}"`;
}

const VERSION = /^[1-9]\d{0,9}$/;
const MAX_VERSION = 2_147_483_647;

interface Tag {
  readonly weak: boolean;
  readonly value: string;
}

/** The tags of a header, whose form the contract has checked. */
function readTags(header: string): Tag[] {
  return [...header.matchAll(/(W\/)?"([^"]*)"/g)].map(([, weak, value = '']) => ({ weak: weak !== undefined, value }));
}

/**
 * The versions that `If-Match` lists; undefined for any version, when the header is absent or `*`. Comparison is strong
 * (RFC 9110, section 13.1.1): weak tags, and tags that are not a version, match nothing.
 */
export function versionsOfIfMatch(header: string | undefined): number[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  return readTags(header)
    .filter((tag) => !tag.weak && VERSION.test(tag.value) && Number(tag.value) <= MAX_VERSION)
    .map((tag) => Number(tag.value));
}

/** Whether `If-None-Match` lists the current version's tag, by weak comparison (RFC 9110, section 13.1.2). */
export function isCurrent(header: string | undefined, version: number): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return readTags(header).some((tag) => tag.value === String(version));
}
