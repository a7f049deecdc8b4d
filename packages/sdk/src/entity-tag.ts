/** An order's version as its entity tag: `3` and `'3'` become `"3"`; what is a tag already stays as it is. */
export function entityTag(version: number | string): string {
  return typeof version === 'number' || /^\d+$/.test(version) ? `"${version}"` : version;
}
