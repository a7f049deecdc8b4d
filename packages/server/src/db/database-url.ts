import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { findPassword } from './password-file.js';
import { tlsAttempts, TLS_MODES, type TlsAttempt, type TlsMode } from './tls.js';

export interface DatabaseHost {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  /** That of `passfile`, if the URL itself has none. */
  readonly password?: string;
}

/** What a database URL says, as libpq reads it (https://www.postgresql.org/docs/current/libpq-connect.html). */
export interface DatabaseLocation {
  readonly hosts: readonly DatabaseHost[];
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** The schema of the tables, if the URL names one. */
  readonly schema: string | undefined;
  /** How to connect to each host, in this order. */
  readonly tls: readonly TlsAttempt[];
  /** Whether to use only a server that accepts writes. */
  readonly needsPrimary: boolean;
}

export interface ParsedDatabaseUrl {
  readonly location: DatabaseLocation;
  /** What is wrong. Each completes "DATABASE_URL …", and quotes nothing that may be a secret. */
  readonly problems: readonly string[];
}

const FORM = /^postgres(?:ql)?(?:\+asyncpg)?:\/\/(?:([^/?#]*)@)?([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const HOST = /^(\[[0-9a-f:.%]+\]|[^:[\]\s]*)(?::(\d{1,5}))?$/i;
const DEFAULT_PORT = 5432;
const MAX_PORT = 65_535;

const PARAMETERS = [
  ...['host', 'port', 'ssl', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey'],
  ...['passfile', 'target_session_attrs', 'schema'],
];
/** Other names of modes: of asyncpg, of node-postgres, and booleans. */
const ALIASES: Readonly<Record<string, TlsMode>> = { true: 'verify-full', false: 'disable', 'no-verify': 'require' };
/** libpq's other values ask for a server that rejects writes. */
const TARGETS: Readonly<Record<string, boolean>> = { any: false, 'read-write': true, primary: true };

/** Reads a URL and the files that it names. */
export function parseDatabaseUrl(url: string, readText: (path: string) => string = readTextFile): ParsedDatabaseUrl {
  const problems: string[] = [];
  const [, userInfoPart = '', authority = '', path = '', query = ''] = FORM.exec(url) ?? [];
  if (!FORM.test(url)) problems.push('is not a URL of the form postgresql://user:password@host:port/name.');
  const parameters = new URLSearchParams(query);
  for (const name of new Set(parameters.keys())) {
    if (!PARAMETERS.includes(name))
      problems.push(`has a parameter "${name}", which is not one of ${PARAMETERS.join(', ')}. Remove it.`);
    else if (parameters.getAll(name).length > 1) problems.push(`has the parameter "${name}" more than once.`);
  }

  const decode = (part: string): string => {
    try {
      return decodeURIComponent(part);
    } catch {
      problems.push('has a % that no two hexadecimal digits follow. Write %25 for a percent sign.');
      return '';
    }
  };
  const [userPart = '', ...passwordParts] = userInfoPart.split(':');
  const user = decode(userPart) || userInfo().username;
  const hosts = readHosts(parameters.get('host') ?? authority, parameters.get('port'), decode, problems);
  if (parameters.get('schema') === '') problems.push('has an empty schema. Name one, or leave the parameter out.');
  const database = decode(path) || user;
  const password = decode(passwordParts.join(':'));
  const passwords = password === '' ? readNamedFile('passfile', { parameters, readText, problems }) : undefined;
  const hostsWithPasswords = hosts.map((host): DatabaseHost => {
    const found = passwords === undefined ? undefined : findPassword(passwords, { ...host, database, user });
    return found === undefined ? host : { ...host, password: found };
  });
  return {
    location: {
      hosts: hostsWithPasswords,
      user,
      password: password || (hostsWithPasswords[0]?.password ?? ''),
      database,
      schema: parameters.get('schema') ?? undefined,
      tls: readTls(parameters, readText, problems),
      needsPrimary: readTarget(parameters.get('target_session_attrs'), hosts, problems),
    },
    problems: [...new Set(problems)],
  };
}

function readHosts(
  list: string,
  port: string | null,
  decode: (part: string) => string,
  problems: string[],
): readonly DatabaseHost[] {
  const hosts = list.split(',').map((part): DatabaseHost => {
    const text = part.startsWith('/') ? part : decode(part);
    if (text.startsWith('/')) return { host: text, port: Number(port ?? DEFAULT_PORT) };
    const [, host = '', ownPort = port ?? String(DEFAULT_PORT)] = HOST.exec(text) ?? [];
    if (host === '' || !(Number(ownPort) >= 1 && Number(ownPort) <= MAX_PORT)) {
      problems.push('does not name hosts as host:port, or several as host1:port1,host2:port2.');
    }
    return { host: host.replace(/^\[|\]$/g, ''), port: Number(ownPort) };
  });
  return hosts;
}

function readTls(parameters: URLSearchParams, readText: (path: string) => string, problems: string[]): TlsAttempt[] {
  const modes = ['ssl', 'sslmode'].flatMap((name) => {
    const value = parameters.get(name);
    if (value === null) return [];
    const mode = TLS_MODES.find((mode) => mode === (ALIASES[value] ?? value));
    if (mode === undefined) {
      problems.push(`has ${name}=${value}. Use ${TLS_MODES.join(', ')}, true or false.`);
    }
    return mode ?? [];
  });
  if (modes.length > 1 && modes[0] !== modes[1]) problems.push('has ssl and sslmode with different values. Keep one.');
  const reading = { parameters, readText, problems };
  const ca = parameters.get('sslrootcert') === 'system' ? undefined : readNamedFile('sslrootcert', reading);
  const files = { ca, cert: readNamedFile('sslcert', reading), key: readNamedFile('sslkey', reading) };
  if ((files.cert === undefined) !== (files.key === undefined)) problems.push('needs both sslcert and sslkey.');
  return tlsAttempts(modes[0] ?? 'prefer', files);
}

interface Reading {
  readonly parameters: URLSearchParams;
  readonly readText: (path: string) => string;
  readonly problems: string[];
}

/** The text of the file that a parameter names. */
function readNamedFile(name: string, { parameters, readText, problems }: Reading): string | undefined {
  const path = parameters.get(name) ?? '';
  if (path === '') return undefined;
  try {
    return readText(path);
  } catch (error) {
    problems.push(`names a file in ${name} that cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}

function readTarget(target: string | null, hosts: readonly DatabaseHost[], problems: string[]): boolean {
  if (target === null) return hosts.length > 1;
  if (!Object.hasOwn(TARGETS, target)) {
    problems.push(`has target_session_attrs=${target}. This service writes: use ${Object.keys(TARGETS).join(', ')}.`);
  }
  return TARGETS[target] ?? false;
}

function readTextFile(path: string): string {
  return readFileSync(path, 'utf8');
}
