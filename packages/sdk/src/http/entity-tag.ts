/** An order's version as its entity tag (RFC 9110): `3` and `'3'` become `"3"`; anything else is returned as text. */
export function entityTag(version: number | string): string {
  const isVersion =
    typeof version === 'number'
      ? Number.isInteger(version) && version >= 0
      : typeof version === 'string' && /^\d+$/.test(version);
  return isVersion ? `"${version}"` : String(version);
}
