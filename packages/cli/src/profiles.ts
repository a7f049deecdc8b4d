import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError } from './errors.js';

/** A server that somebody logged in to, under a name of their own. */
export interface Profile {
  readonly url: string;
  readonly token?: string | undefined;
  /** Whether the token is in the keychain of the operating system instead. */
  readonly keychain?: boolean | undefined;
  readonly catalogue_url?: string | undefined;
}

export interface ProfilesFile {
  /** The profile used when none is named. */
  readonly current?: string | undefined;
  readonly profiles: Readonly<Record<string, Profile>>;
}

const EMPTY: ProfilesFile = { profiles: {} };

/** The profiles file: readable by its owner alone, and always either the old or the new one, whole. */
export class ProfileStore {
  constructor(readonly path: string) {}

  /** The file's content; no profiles where there is no file. Throws FileError for one that cannot be understood. */
  async read(): Promise<ProfilesFile> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return EMPTY;
      throw new FileError(`The profiles file ${this.path} cannot be read.`, { cause: error });
    }
    return parseProfiles(text, this.path);
  }

  /** Stores a profile and makes it the current one. */
  async save(name: string, profile: Profile): Promise<void> {
    const { profiles } = await this.read();
    await this.#write({ current: name, profiles: { ...profiles, [name]: profile } });
  }

  /** Forgets a profile. Returns whether there was one. */
  async remove(name: string): Promise<boolean> {
    const file = await this.read();
    if (!Object.hasOwn(file.profiles, name)) return false;
    const profiles = Object.fromEntries(Object.entries(file.profiles).filter(([other]) => other !== name));
    const current = file.current === name ? Object.keys(profiles)[0] : file.current;
    await this.#write({ current, profiles });
    return true;
  }

  /** Whether others than the owner can read the file. */
  async isExposed(): Promise<boolean> {
    if (process.platform === 'win32') return false;
    const status = await stat(this.path).catch(() => undefined);
    return status !== undefined && (status.mode & 0o077) !== 0;
  }

  async #write(file: ProfilesFile): Promise<void> {
    const folder = dirname(this.path);
    const draft = `${this.path}.${randomBytes(6).toString('hex')}`;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await chmod(folder, 0o700);
      const handle = await open(draft, 'wx', 0o600);
      try {
        await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, this.path);
    } catch (error) {
      await rm(draft, { force: true });
      throw new FileError(`The profiles file ${this.path} cannot be written.`, { cause: error });
    }
  }
}

/** Understands the file's text. Throws FileError, which says that the file was left alone. */
export function parseProfiles(text: string, path: string): ProfilesFile {
  const file = parseJson(text);
  if (isProfilesFile(file)) return file;
  throw new FileError(`The profiles file ${path} is damaged; it was left as it is.`, {
    hints: ['Mend it, or move it away and run orders login.'],
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProfilesFile(value: unknown): value is ProfilesFile {
  if (!isRecord(value) || !isRecord(value.profiles)) return false;
  const current = value.current;
  return (current === undefined || typeof current === 'string') && Object.values(value.profiles).every(isProfile);
}

function isProfile(value: unknown): value is Profile {
  if (!isRecord(value) || typeof value.url !== 'string') return false;
  const { token, catalogue_url: catalogue, keychain } = value;
  return (
    [token, catalogue].every((text) => text === undefined || typeof text === 'string') &&
    (keychain === undefined || typeof keychain === 'boolean')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
