/** A time in the contract's format (RFC 3339). */
export function timestamp(time: string | Date): string {
  return typeof time === 'string' ? time : time.toISOString();
}
