import { chmodSync, chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeCertificate, type Certificate } from '../../../../test/services/certificate.js';
import { freePorts } from '../../../../test/services/free-port.js';
import { connect } from '../../src/db/connection.js';
import { migrateToLatest } from '../../src/db/migrate.js';
import { boolean, text } from '../../src/db/sql-types.js';
import { statement } from '../../src/db/statement.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded/embedded-postgres.js';
import { DatabaseUnavailableError } from '../../src/ports/dependency-errors.js';
import { rejectionOf } from '../support/rejection.js';

const HOW = statement({
  name: 'how_connected',
  writes: false,
  columns: { tls: boolean, database: text },
  text: 'SELECT ssl AS tls, current_database()::text AS database FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
});

const REJECT_WRITES = statement({
  name: 'reject_writes',
  writes: true,
  text: 'ALTER DATABASE read_only SET default_transaction_read_only = on',
});

describe('The servers of DATABASE_URL', function () {
  this.timeout(120_000);
  let folder: string;
  let plain: EmbeddedPostgres;
  let secure: EmbeddedPostgres;
  let here: Certificate;
  let elsewhere: Certificate;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'order-service-hosts-'));
    chmodSync(folder, 0o755);
    here = await makeCertificate(folder, '127.0.0.1');
    elsewhere = await makeCertificate(folder, 'elsewhere');
    plain = await startEmbeddedPostgres({ dataDirectory: join(folder, 'plain'), temporary: true });
    // The server's account has to own the key.
    const owner = statSync(join(folder, 'plain'));
    chownSync(here.keyFile, owner.uid, owner.gid);
    chmodSync(here.keyFile, 0o600);
    secure = await startEmbeddedPostgres({
      dataDirectory: join(folder, 'secure'),
      temporary: true,
      settings: { ssl: 'on', ssl_cert_file: here.certFile, ssl_key_file: here.keyFile },
    });
  });

  after(async () => {
    await plain.stop();
    await secure.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function connectedTo(url: string): Promise<{ tls: boolean; database: string }> {
    const database = connect({ url, acquireTimeoutMs: 5_000 });
    try {
      return (await database.run(HOW, {}))[0]!;
    } finally {
      await database.close();
    }
  }

  const modes: [query: string, withoutTls: false | 'refused', withTls: boolean | 'refused'][] = [
    ['', false, true],
    ['?ssl=disable', false, false],
    ['?sslmode=allow', false, false],
    ['?ssl=prefer', false, true],
    ['?ssl=require', 'refused', true],
    ['?sslmode=verify-ca', 'refused', 'refused'],
    ['?sslmode=verify-ca&sslrootcert=OF_SERVER', 'refused', true],
    ['?sslmode=verify-full&sslrootcert=OF_SERVER', 'refused', true],
    ['?sslmode=verify-full&sslrootcert=OF_ANOTHER', 'refused', 'refused'],
    ['?sslmode=require&sslrootcert=OF_ANOTHER', 'refused', 'refused'],
    ['?ssl=true', 'refused', 'refused'],
    ['?ssl=false', false, false],
  ];
  for (const [query, ...expected] of modes) {
    it(`are connected to as libpq does, with "${query}"`, async () => {
      const servers = [plain, secure];
      for (const [at, server] of servers.entries()) {
        const files = query.replace('OF_SERVER', here.certFile).replace('OF_ANOTHER', elsewhere.certFile);
        const outcome = await connectedTo(`${server.url}${files}`).then(
          ({ tls }) => tls,
          (error: unknown) => (error instanceof DatabaseUnavailableError ? 'refused' : error),
        );
        expect(outcome, at === 0 ? 'without TLS' : 'with TLS').to.equal(expected[at]);
      }
    });
  }

  it('are tried in turn, until one accepts writes', async () => {
    const [nobody] = await freePorts(1);
    const url = new URL(plain.url);
    await migrateToLatest(await plain.createDatabase('read_only'));
    const admin = connect({ url: plain.url });
    await admin.run(REJECT_WRITES, {});
    await admin.close();
    const hosts = `127.0.0.1:${nobody},127.0.0.1:${url.port}`;
    const list = `postgresql://${url.username}:${url.password}@${hosts}/read_only`;
    expect(await rejectionOf(connectedTo(list))).to.be.instanceOf(DatabaseUnavailableError);
    expect((await connectedTo(`${list}?target_session_attrs=any`)).database).to.equal('read_only');
    expect((await connectedTo(list.replace('read_only', 'postgres'))).database).to.equal('postgres');
  });

  it('are those of the URL, whatever the shell says of others', async () => {
    const ofTheShell = {
      ...{ PGHOST: '192.0.2.1', PGPORT: '1', PGUSER: 'nobody', PGPASSWORD: 'wrong', PGDATABASE: 'other' },
      ...{
        PGSSLMODE: 'verify-full',
        PGOPTIONS: '-c nonsense=1',
        PGREPLICATION: 'database',
        PGSSLNEGOTIATION: 'direct',
      },
      ...{ PGAPPNAME: 'other', PGCLIENTENCODING: 'LATIN1', PGTZ: 'Asia/Tokyo', PGDATESTYLE: 'German' },
    };
    const { env } = process;
    process.env = { ...env, ...ofTheShell };
    try {
      const url = await plain.createDatabase('of_the_url');
      expect(await migrateToLatest(url)).not.to.be.empty;
      expect(await connectedTo(url)).to.deep.equal({ tls: false, database: 'of_the_url' });
      const another = await startEmbeddedPostgres({ dataDirectory: join(folder, 'another'), temporary: true });
      await another.stop();
    } finally {
      process.env = env;
    }
  });
});
