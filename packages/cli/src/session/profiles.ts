import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError, UsageError } from '../errors.js';

/** A stored login: a service and the token for it. */
export interface Profile {
  readonly url: string;
  readonly token?: string | undefined;
  /** Whether the token is stored in the keyring of the operating system instead. */
  readonly keyring?: boolean | undefined;
  readonly catalogue_url?: string | undefined;
  /** Whether changes of many orders at its server ask for the name of the profile. */
  readonly protected?: boolean | undefined;
}

export interface ProfilesFile {
  /** The default profile. */
  readonly current?: string | undefined;
  readonly profiles: Readonly<Record<string, Profile>>;
}

const EMPTY: ProfilesFile = { profiles: {} };

/** The profiles file: readable only by its owner, and replaced atomically. */
export interface ProfileStore {
  readonly path: string;
  /** The content of the file; no profiles if the file does not exist. Throws FileError for a damaged file. */
  read(): Promise<ProfilesFile>;
  /** Stores a profile and makes it the current one. */
  save(name: string, profile: Profile): Promise<void>;
  /** Makes a profile the current one. Throws UsageError if there is none of this name. */
  select(name: string): Promise<void>;
  /** Protects a profile, or ends that. Throws UsageError if there is none of this name. */
  protect(name: string, isProtected: boolean): Promise<void>;
  /** Removes a profile. Returns whether there was one. */
  remove(name: string): Promise<boolean>;
  /** Whether users other than the owner can read the file. */
  isExposed(): Promise<boolean>;
}

export function createProfileStore(path: string): ProfileStore {
  return {
    path,
    read: () => readProfiles(path),
    save: async (name, profile) => {
      const { profiles } = await readProfiles(path);
      await writeProfiles(path, { current: name, profiles: { ...profiles, [name]: profile } });
    },
    select: async (name) => {
      const file = await readProfiles(path);
      profileNamed(file, name);
      await writeProfiles(path, { ...file, current: name });
    },
    protect: async (name, isProtected) => {
      const file = await readProfiles(path);
      const profile = { ...profileNamed(file, name), protected: isProtected || undefined };
      await writeProfiles(path, { ...file, profiles: { ...file.profiles, [name]: profile } });
    },
    remove: async (name) => {
      const file = await readProfiles(path);
      if (!Object.hasOwn(file.profiles, name)) return false;
      const profiles = Object.fromEntries(Object.entries(file.profiles).filter(([other]) => other !== name));
      const current = file.current === name ? Object.keys(profiles)[0] : file.current;
      await writeProfiles(path, { current, profiles });
      return true;
    },
    isExposed: async () => {
      if (process.platform === 'win32') return false;
      const status = await stat(path).catch(() => undefined);
      return status !== undefined && (status.mode & 0o077) !== 0;
    },
  };
}

/** The profile of this name. Throws UsageError if there is none. */
export function profileNamed({ profiles }: ProfilesFile, name: string): Profile {
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile) return profile;
  throw new UsageError(`There is no profile '${name}'.`, {
    hints: [`Known profiles: ${Object.keys(profiles).join(', ') || 'none'}.`, `orders login --profile ${name}`],
  });
}

async function readProfiles(path: string): Promise<ProfilesFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return EMPTY;
    throw new FileError(`The profiles file ${path} cannot be read.`, { cause: error });
  }
  return parseProfiles(text, path);
}

async function writeProfiles(path: string, file: ProfilesFile): Promise<void> {
  const folder = dirname(path);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
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
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new FileError(`The profiles file ${path} cannot be written.`, { cause: error });
  }
}

/** Parses the text of the file. Throws FileError for a damaged file, which is left unchanged. */
export function parseProfiles(text: string, path: string): ProfilesFile {
  const file = parseJson(text);
  if (isProfilesFile(file)) return file;
  throw new FileError(`The profiles file ${path} is damaged; it was left as it is.`, {
    hints: ['Repair it, or move it away and run orders login.'],
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
  const { token, catalogue_url: catalogue, keyring, protected: isProtected } = value;
  return (
    [token, catalogue].every((text) => text === undefined || typeof text === 'string') &&
    [keyring, isProtected].every((flag) => flag === undefined || typeof flag === 'boolean')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
