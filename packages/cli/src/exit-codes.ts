/** The exit codes of the process. They are stable; EXIT_CODE_MEANINGS documents them. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  notPermitted: 3,
  notFound: 4,
  rejected: 5,
  unavailable: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The meaning of each code, as `orders --help` prints it. */
export const EXIT_CODE_MEANINGS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.ok, 'done'],
  [EXIT.failure, 'failed, or failed for some of many orders'],
  [EXIT.usage, 'the command line is invalid; nothing was sent'],
  [EXIT.notPermitted, 'not logged in, or not permitted'],
  [EXIT.notFound, 'no such order or product'],
  [EXIT.rejected, 'the service rejected the change'],
  [EXIT.unavailable, 'the service cannot be reached, is too slow or too busy, or failed'],
  [EXIT.interrupted, 'interrupted'],
];

/** The exit code for an HTTP error status. */
export function exitCodeForStatus(status: number): ExitCode {
  if (status === 401 || status === 403) return EXIT.notPermitted;
  if (status === 404) return EXIT.notFound;
  if (status === 409 || status === 412 || status === 422) return EXIT.rejected;
  if (status === 429 || status >= 500) return EXIT.unavailable;
  return EXIT.failure;
}
