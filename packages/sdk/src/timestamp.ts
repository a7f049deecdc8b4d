/** A time as the contract writes it (RFC 3339). */
export function timestamp(time: string | Date): string {
  return typeof time === 'string' ? time : time.toISOString();
}
