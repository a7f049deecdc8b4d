import { parseSince } from '../parse/since.js';
import type { Context } from './context.js';

/** The parser of options that take a time; one without a zone is UTC under `--utc`, else local. */
export function timeOption({ now, options }: Context): (text: string) => string {
  return (text) => parseSince(text, now(), options.utc ?? false);
}
