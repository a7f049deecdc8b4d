import type { ReadStream } from 'node:tty';
import { InterruptedError } from '../errors.js';

/** The terminal hands over within this time what was typed before; it is too short to notice. */
const QUIET_MS = 30;
const CTRL_C = '\u0003';

/**
 * Discards the keys that were typed before a question is shown: they answer another question, or none. Raw mode makes
 * the terminal hand over an unfinished line as well. Throws InterruptedError for Ctrl-C.
 */
export async function discardTypedAhead(stdin: ReadStream): Promise<void> {
  let typed = '';
  const discard = (keys: Buffer | string): void => {
    typed += keys.toString();
  };
  stdin.setRawMode(true);
  stdin.on('data', discard);
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  stdin.off('data', discard).pause();
  stdin.setRawMode(false);
  if (typed.includes(CTRL_C)) throw new InterruptedError('Interrupted.');
}
