import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { dateOf, EXPIRED, makeCertificate, type Certificate } from '../../../../test/services/certificate.js';
import { eventually } from '../../../../test/services/eventually.js';
import { CertificateError } from '../../src/certificates/explain-tls-failure.js';
import { connect, type Database } from '../../src/db/connection.js';
import { text } from '../../src/db/sql-types.js';
import { statement } from '../../src/db/statement.js';
import { databasePeers, examineCertificates, examineOwnCertificates } from '../../src/doctor/examine-certificates.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded/embedded-postgres.js';
import { rejectionOf } from '../support/rejection.js';

const WHO = statement({
  name: 'who',
  writes: false,
  columns: { user: text, certificate: text },
  text: `SELECT current_user::text AS user, coalesce(client_dn, '') AS certificate
         FROM pg_stat_ssl WHERE pid = pg_backend_pid()`,
});

describe('A database with TLS and its own authority, which asks for a certificate', function () {
  this.timeout(60_000);
  let folder: string;
  let server: EmbeddedPostgres;
  let admin: pg.Client;
  let valid: Certificate;
  let expired: Certificate;
  let ofExpiredClient: Certificate;
  let certificate: Certificate;
  let opened: Database[];

  const file = (name: string): string => join(folder, name);
  const owned = (path: string): string => {
    const { uid, gid } = statSync(file('data/cluster'));
    chownSync(path, uid, gid);
    chmodSync(path, 0o600);
    return path;
  };

  /** Puts a certificate of the server, and one of the client, in place of the former ones. */
  function install(next: Certificate): void {
    certificate = { ...next, certFile: file('server.pem'), keyFile: file('server.key') };
    writeFileSync(certificate.certFile, next.cert);
    writeFileSync(certificate.keyFile, next.key);
    owned(certificate.keyFile);
    writeFileSync(file('client.pem'), next.client.cert);
    writeFileSync(file('client.key'), next.client.key);
  }

  async function use(next: Certificate): Promise<void> {
    install(next);
    await admin.query('SELECT pg_reload_conf()');
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'order-service-database-tls-'));
    chmodSync(folder, 0o755);
    [valid, expired, ofExpiredClient] = await Promise.all([
      makeCertificate(folder, '127.0.0.1'),
      makeCertificate(folder, '127.0.0.1', EXPIRED),
      makeCertificate(folder, '127.0.0.1', undefined, EXPIRED),
    ]);
    const plain = await startEmbeddedPostgres({ dataDirectory: file('data') });
    await plain.stop();
    install(valid);
    writeFileSync(
      file('pg_hba.conf'),
      'host all postgres 127.0.0.1/32 scram-sha-256\nhostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca\n',
    );
    server = await startEmbeddedPostgres({
      dataDirectory: file('data'),
      temporary: true,
      settings: {
        ssl: 'on',
        ssl_cert_file: certificate.certFile,
        ssl_key_file: certificate.keyFile,
        ssl_ca_file: certificate.certFile,
        hba_file: file('pg_hba.conf'),
      },
    });
    admin = new pg.Client({ connectionString: server.url });
    await admin.connect();
    await admin.query("CREATE ROLE shop LOGIN PASSWORD 'first'");
    await admin.query("CREATE ROLE shop2 LOGIN PASSWORD 'second'");
  });

  beforeEach(() => {
    opened = [];
    return use(valid);
  });

  afterEach(() => Promise.all(opened.map((database) => database.close())));

  after(async () => {
    await admin.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function urlOf(credentials: string, parameters = ''): string {
    const { host } = new URL(server.url);
    const tls = `sslmode=verify-full&sslrootcert=${certificate.certFile}&sslcert=${file('client.pem')}&sslkey=${file('client.key')}`;
    return `postgresql://${credentials}@${host}/postgres?${tls}${parameters}`;
  }

  function open(url: string, readUrl?: () => string): Database {
    const database = connect({ url, readUrl, maxConnections: 2 });
    opened.push(database);
    return database;
  }

  const whoIs = async (database: Database) => (await database.run(WHO, {}))[0]!;
  const endSessions = () =>
    admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'shop%'");

  it('is connected to with its authority and a certificate of the client', async () => {
    expect(await whoIs(open(urlOf('shop:first')))).to.deep.equal({ user: 'shop', certificate: '/CN=order-service' });
  });

  it('whose certificate has expired is not connected to: the failure, and the doctor, name it and its date', async () => {
    await use(expired);
    const url = urlOf('shop:first');
    const sentence = `The certificate "127.0.0.1" of ${new URL(server.url).host} expired on ${dateOf(EXPIRED.notAfterDate)}. Renew it.`;
    const { cause } = await rejectionOf(open(url).run(WHO, {}));
    expect(cause).to.be.instanceOf(CertificateError);
    expect((cause as Error).message).to.include(sentence);
    expect(await examineCertificates(databasePeers(url))).to.deep.equal([
      { check: 'tls', state: 'fail', detail: sentence },
    ]);
  });

  it("refuses a client's certificate that has expired: the failure, and the doctor, name that", async () => {
    await use(ofExpiredClient);
    const sentence = `The certificate "order-service" of sslcert expired on ${dateOf(EXPIRED.notAfterDate)}. Renew it.`;
    const { cause } = await rejectionOf(open(urlOf('shop:first')).run(WHO, {}));
    expect((cause as Error).message).to.include(sentence);
    expect(examineOwnCertificates({ sslcert: certificate.client.cert })[0]).to.deep.equal({
      check: 'tls',
      state: 'fail',
      detail: sentence,
    });
  });

  it('is connected to again with certificates that have replaced expired ones', async () => {
    await use(ofExpiredClient);
    const database = open(urlOf('shop:first'));
    await rejectionOf(database.run(WHO, {}));
    await use(valid);
    expect((await whoIs(database)).user).to.equal('shop');
  });

  it('is used with the password that its file has now; sessions that are open are kept until it works', async () => {
    const passfile = file('pgpass');
    writeFileSync(passfile, `127.0.0.1:*:*:shop:first\n`);
    const database = open(urlOf('shop', `&passfile=${passfile}`));
    expect((await whoIs(database)).user).to.equal('shop');
    writeFileSync(passfile, `127.0.0.1:*:*:shop:rotated\n`);
    expect((await rejectionOf(database.renew())).message).to.match(/password authentication failed/);
    expect((await whoIs(database)).user).to.equal('shop');
    await admin.query("ALTER ROLE shop PASSWORD 'rotated'");
    try {
      await endSessions();
      await eventually('a new session is open', () =>
        whoIs(database).then(
          ({ user }) => user === 'shop',
          () => false, // the end of the former one may have yet to arrive
        ),
      );
    } finally {
      await admin.query("ALTER ROLE shop PASSWORD 'first'");
    }
  });

  it('is used with another role as soon as the file of the URL names it, without a failed statement', async () => {
    let url = urlOf('shop:first');
    const database = open(url, () => url);
    const seen = new Set<string>();
    let isRotated = false;
    const load = async (): Promise<void> => {
      while (!isRotated) seen.add((await whoIs(database)).user);
    };
    const running = [load(), load(), load()];
    url = urlOf('shop2:second');
    expect([await database.renew(), await database.renew()]).to.deep.equal([true, false]);
    isRotated = true;
    await Promise.all(running);
    seen.add((await whoIs(database)).user);
    expect([...seen].at(-1)).to.equal('shop2');
    await eventually('the sessions of the former role have ended', async () => {
      const left = await admin.query("SELECT FROM pg_stat_activity WHERE usename = 'shop'");
      return left.rowCount === 0;
    });
  });
});
