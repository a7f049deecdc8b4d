import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { FileError } from '../errors.js';

/** Keeps tokens where the operating system keeps passwords. No token is ever an argument, which others could see. */
export interface Keychain {
  save(profile: string, token: string): Promise<void>;
  /** The token of a profile; undefined where none is kept. */
  find(profile: string): Promise<string | undefined>;
  remove(profile: string): Promise<void>;
}

const SERVICE = 'orders-cli';
const NOT_FOUND = '';

/** The keychain of this platform, by the program that comes with it. Throws FileError where there is none. */
export function openKeychain(platform: NodeJS.Platform): Keychain {
  if (platform === 'darwin') return MACOS;
  if (platform === 'linux') return SECRET_SERVICE;
  throw new FileError('Keychains are supported on macOS and Linux.', { hints: ['orders login --token-stdin'] });
}

/** The Secret Service of freedesktop.org (GNOME Keyring, KWallet), by libsecret's program. */
const SECRET_SERVICE: Keychain = {
  save: async (profile, token) => {
    const attributes = ['service', SERVICE, 'profile', profile];
    await run('secret-tool', ['store', `--label=orders (${profile})`, ...attributes], token);
  },
  find: async (profile) => {
    const found = await run('secret-tool', ['lookup', 'service', SERVICE, 'profile', profile], '', NOT_FOUND);
    return found.trim() || undefined;
  },
  remove: async (profile) => {
    await run('secret-tool', ['clear', 'service', SERVICE, 'profile', profile], '', NOT_FOUND);
  },
};

/** The login keychain of macOS; its program takes a whole command from stdin, token included. */
const MACOS: Keychain = {
  save: async (profile, token) => {
    await run('security', ['-i'], `add-generic-password -U -s ${SERVICE} -a ${profile} -w "${token}"\n`);
  },
  find: async (profile) => {
    const found = await run('security', ['find-generic-password', '-s', SERVICE, '-a', profile, '-w'], '', NOT_FOUND);
    return found.trim() || undefined;
  },
  remove: async (profile) => {
    await run('security', ['delete-generic-password', '-s', SERVICE, '-a', profile], '', NOT_FOUND);
  },
};

/** Runs a program and returns what it printed, or `otherwise`, where that is given, when it failed. */
async function run(program: string, args: readonly string[], input: string, otherwise?: string): Promise<string> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.on('error', () => undefined); // a program that does not read is told of by its exit code
  child.stdin.end(input);
  try {
    const [exitCode, printed] = await Promise.all([ended, text(child.stdout)]);
    if (exitCode === 0) return printed;
    if (otherwise !== undefined) return otherwise;
    throw new FileError(`The keychain refused: ${program} ended with ${exitCode ?? 'a signal'}.`);
  } catch (error) {
    if (error instanceof FileError) throw error;
    const hints = program === 'secret-tool' ? ['It comes with the package libsecret-tools.'] : [];
    throw new FileError(`The keychain cannot be used: ${program} is not there.`, { hints, cause: error });
  }
}
