import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const READ_BY_OTHERS = 0o004;
const SEARCHED_BY_OTHERS = 0o001;

/** Whether other users than its owner and its group can read a file, in a folder that they can enter. */
export function isFileReadByOthers(path: string): boolean {
  if (process.platform === 'win32') return false; // its modes say nothing
  try {
    const file = realpathSync(path);
    const has = (what: string, bit: number): boolean => (statSync(what).mode & bit) !== 0;
    return has(file, READ_BY_OTHERS) && has(dirname(file), SEARCHED_BY_OTHERS);
  } catch {
    return false; // that it cannot be read is a problem of its own
  }
}
