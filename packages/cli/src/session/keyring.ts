import { FileError } from '../errors.js';

/** Keeps tokens where the operating system keeps passwords, encrypted under the login of their owner. */
export interface Keyring {
  save(profile: string, token: string): Promise<void>;
  /** The token of a profile; undefined where none is kept. */
  find(profile: string): Promise<string | undefined>;
  remove(profile: string): Promise<void>;
}

const SERVICE = 'orders-cli';

/** Linux has two stores: the kernel's forgets its passwords when the machine restarts, so only the other one is used. */
const OPTIONS = { linux: { store: 'secret-service' } } as const;

/**
 * The keyring of this system: Keychain on macOS, Credential Manager on Windows, Secret Service (GNOME Keyring, KWallet) on
 * Linux. Its methods throw FileError where there is none: no binary for this platform, or no service that answers.
 */
export function createKeyring(): Keyring {
  return {
    save: (profile, token) => use(profile, (entry) => entry.setPassword(token)),
    find: async (profile) => (await use(profile, (entry) => entry.getPassword())) ?? undefined,
    remove: async (profile) => {
      await use(profile, (entry) => entry.deletePassword());
    },
  };
}

interface Entry {
  setPassword(password: string): Promise<void>;
  getPassword(): Promise<string | null>;
  deletePassword(): Promise<boolean>;
}

async function use<Result>(profile: string, action: (entry: Entry) => Promise<Result>): Promise<Result> {
  try {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    return await action(new AsyncEntry(SERVICE, profile, OPTIONS));
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new FileError(`The keyring of this system cannot be used: ${reason ?? ''}`, {
      hints: ['Set ORDERS_TOKEN, or use --token-file <path>.', 'orders login'],
      cause: error,
    });
  }
}
