const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Long enough for the names of files and for ids; a secret of this length would be short. */
const SHORT = /^[\w.-]{0,20}$/;
/** A path of such segments alone, as nearly all are. */
const SHORT_SEGMENTS = /^(\/[\w.-]{0,20})+$/;
/** Such as a problem code. Random text has digits or upper case. */
const WORDS = /^[a-z]{1,16}([_-][a-z]{1,16})*$/;

/**
 * A path with `[redacted]` for every segment that may be a secret: a client that puts its token into a URL must not find
 * it in the log. The paths of this service's operations are unchanged.
 */
export function loggablePath(path: string): string {
  if (SHORT_SEGMENTS.test(path)) return path;
  return path
    .split('/')
    .map((segment) => ([SHORT, WORDS, UUID].some((form) => form.test(segment)) ? segment : '[redacted]'))
    .join('/');
}
