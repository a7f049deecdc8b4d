import { expect } from 'chai';
import { parseDatabaseUrl, type DatabaseLocation } from '../../src/db/database-url.js';
import type { TlsAttempt } from '../../src/db/tls.js';

const readText = (path: string): string => {
  if (path.startsWith('/absent')) throw new Error('no such file');
  return `text of ${path}`;
};

function locationOf(url: string): DatabaseLocation {
  const { location, problems } = parseDatabaseUrl(url, readText);
  expect(problems).to.be.empty;
  return location;
}

/** A word for each attempt. */
function named(attempts: readonly TlsAttempt[]): string[] {
  return attempts.map((attempt) => {
    if (attempt === false) return 'plain';
    if (attempt.rejectUnauthorized === false) return 'tls';
    return attempt.checkServerIdentity ? 'verified authority' : 'verified name';
  });
}

describe('A URL of a database', () => {
  it('names a host, a user and a database, in percent-encoding', () => {
    expect(locationOf('postgresql+asyncpg://an%40n:p%3Aw:%2F@db.example:6432/or%20ders?schema=shop')).to.deep.include({
      hosts: [{ host: 'db.example', port: 6432 }],
      user: 'an@n',
      password: 'p:w:/',
      database: 'or ders',
      schema: 'shop',
    });
  });

  const hosts: [url: string, hosts: string[], needsPrimary: boolean][] = [
    ['postgres://u@db/d', ['db 5432'], false],
    ['postgres://u@[::1]:5433/d', ['::1 5433'], false],
    ['postgres://u@one:5433,two,[fe80::2]:5434/d', ['one 5433', 'two 5432', 'fe80::2 5434'], true],
    ['postgres://u@one,two/d?target_session_attrs=any', ['one 5432', 'two 5432'], false],
    ['postgres://u@one/d?target_session_attrs=read-write', ['one 5432'], true],
    ['postgres://u@one/d?target_session_attrs=primary', ['one 5432'], true],
    ['postgres:///d?host=/var/run/postgresql', ['/var/run/postgresql 5432'], false],
    ['postgres://u@%2Fvar%2Frun/d', ['/var/run 5432'], false],
    ['postgres://u@/d?host=db&port=5433', ['db 5433'], false],
  ];
  for (const [url, expected, needsPrimary] of hosts) {
    it(`leads to ${expected.join(', ')}: ${url}`, () => {
      const location = locationOf(url);
      expect(location.hosts.map(({ host, port }) => `${host} ${port}`)).to.deep.equal(expected);
      expect(location.needsPrimary).to.equal(needsPrimary);
    });
  }

  const modes: [query: string, attempts: string[]][] = [
    ['', ['tls', 'plain']],
    ['sslmode=disable', ['plain']],
    ['sslmode=allow', ['plain', 'tls']],
    ['sslmode=prefer', ['tls', 'plain']],
    ['sslmode=require', ['tls']],
    ['sslmode=require&sslrootcert=/ca.pem', ['verified authority']],
    ['sslmode=verify-ca', ['verified authority']],
    ['sslmode=verify-full', ['verified name']],
    ['sslmode=verify-full&sslrootcert=system', ['verified name']],
    ['ssl=require', ['tls']],
    ['ssl=true', ['verified name']],
    ['ssl=false', ['plain']],
    ['ssl=require&sslmode=require', ['tls']],
  ];
  for (const [query, attempts] of modes) {
    it(`is connected to by ${attempts.join(', then ')}, with "${query}"`, () => {
      expect(named(locationOf(`postgresql://u:p@db/d?${query}`).tls)).to.deep.equal(attempts);
    });
  }

  it('names files', () => {
    const url = 'postgresql://u@db/d?sslmode=verify-full&sslrootcert=/ca.pem&sslcert=/own.pem&sslkey=/own.key';
    expect(locationOf(url).tls[0]).to.include({
      ca: 'text of /ca.pem',
      cert: 'text of /own.pem',
      key: 'text of /own.key',
    });
  });

  const problems: [url: string, ...problems: RegExp[]][] = [
    ['mysql://db/d', /^is not a URL/, /host/],
    ['postgresql://u:p@db:port/d', /host:port/],
    ['postgresql://u:p@db:99999/d', /host:port/],
    ['postgresql://u:p@one,,two/d', /host:port/],
    ['postgresql://u:100%@db/d', /%25/],
    ['postgresql://u:p@db/d?sslmode=maybe&options=x', /"options"/, /sslmode=maybe/],
    ['postgresql://u:p@db/d?ssl=disable&sslmode=require', /different/],
    ['postgresql://u:p@db/d?sslmode=disable&sslmode=require', /more than once/],
    ['postgresql://u:p@db/d?sslrootcert=/absent.pem', /sslrootcert that cannot be read/],
    ['postgresql://u:p@db/d?sslcert=/own.pem', /both/],
    ['postgresql://u:p@db/d?target_session_attrs=standby', /writes/],
  ];
  for (const [url, ...patterns] of problems) {
    it(`is a problem: ${url}`, () => {
      const found = parseDatabaseUrl(url, readText).problems;
      expect(found).to.have.lengthOf(patterns.length);
      patterns.forEach((pattern, at) => expect(found[at]).to.match(pattern));
    });
  }
});
