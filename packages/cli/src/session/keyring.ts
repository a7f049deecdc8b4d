import { FileError } from '../errors.js';

/** Stores tokens in the password store of the operating system, encrypted for the logged-in user. */
export interface Keyring {
  save(profile: string, token: string): Promise<void>;
  /** The token of a profile; undefined if none is stored. */
  find(profile: string): Promise<string | undefined>;
  remove(profile: string): Promise<void>;
}

const SERVICE = 'orders-cli';

/** Linux has two stores. Passwords in the kernel keyring are lost when the machine restarts, so it is not used. */
const OPTIONS = { linux: { store: 'secret-service' } } as const;

/**
 * The keyring of this system: Keychain on macOS, Credential Manager on Windows, Secret Service (GNOME Keyring, KWallet) on
 * Linux. Its methods throw FileError if it is not available: no binary for this platform, or the service does not answer.
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
