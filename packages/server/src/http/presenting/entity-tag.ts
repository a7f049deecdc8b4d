import type { Order } from '../../domain/order.js';

type Tagged = Pick<Order, 'version' | 'erasedAt'>;

/** What stands behind the version in the tag of an order that was erased: it is no longer what it was at this version. */
const OF_ERASED = '-erased';

function tagValue({ version, erasedAt }: Tagged): string {
  return `${version}${erasedAt === null ? '' : OF_ERASED}`;
}

/** An order's version as a strong entity tag (RFC 9110, section 8.8.3). */
export function entityTag(order: Tagged): string {
  return `"${tagValue(order)}"`;
}

const VERSION = /^([1-9]\d{0,9})(?:-erased)?$/;
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
 * (RFC 9110, section 13.1.1): weak tags, and tags that are not a version, match nothing. An erasure does not change the
 * version, and so no decision that was made on it: the tags from before and after it mean the same version.
 */
export function versionsOfIfMatch(header: string | undefined): number[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  return readTags(header)
    .flatMap(({ weak, value }) => (weak ? [] : (VERSION.exec(value)?.[1] ?? [])))
    .map(Number)
    .filter((version) => version <= MAX_VERSION);
}

/** Whether `If-None-Match` lists the order's tag, by weak comparison (RFC 9110, section 13.1.2). */
export function isCurrent(header: string | undefined, order: Tagged): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return readTags(header).some((tag) => tag.value === tagValue(order));
}
