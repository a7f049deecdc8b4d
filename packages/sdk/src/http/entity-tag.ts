/** An order's version as its entity tag (RFC 9110): `3` and `'3'` become `"3"`; a tag stays as it is. */
export function entityTag(version: number | string): string {
  return typeof version === 'number' || /^\d+$/.test(version) ? `"${version}"` : version;
}
