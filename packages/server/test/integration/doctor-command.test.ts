import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeCertificate } from '../../../../test/services/certificate.js';
import { freePorts } from '../../../../test/services/free-port.js';
import { testRabbit, uniqueName } from '../../../../test/services/rabbitmq.js';
import { doctorCommand } from '../../src/doctor-command.js';
import { examineCertificates, securePeers } from '../../src/doctor/examine-certificates.js';
import { INHERITED_SETTINGS } from '../support/inherited-settings.js';
import { useTestService } from '../support/test-service.js';

describe('order-service doctor', () => {
  const service = useTestService();
  let brokerUrl: string;

  before('start the broker', async function () {
    this.timeout(120_000);
    brokerUrl = (await testRabbit()).url;
  });

  async function doctor(settings: Record<string, string> = {}): Promise<{ lines: string[]; isFit: boolean }> {
    const { databaseUrl, secret, catalogue } = service();
    const env = {
      ...INHERITED_SETTINGS,
      DATABASE_URL: databaseUrl,
      SECRET_KEY: secret,
      PRODUCT_SERVICE_URL: catalogue.url,
      RABBITMQ_URL: 'none',
      ...settings,
    };
    let text = '';
    const isFit = await doctorCommand(env, (part) => (text += part));
    return { lines: text.trimEnd().split('\n'), isFit };
  }

  it('reports each part that works on a line, and that the server can work', async () => {
    const { lines, isFit } = await doctor({ RABBITMQ_URL: brokerUrl, RABBITMQ_EXCHANGE: uniqueName('none') });
    expect(lines.map((line) => line.slice(0, 15).trim())).to.deep.equal([
      'ok    settings',
      'ok    database',
      'ok    schema',
      'ok    clock',
      'ok    tls',
      'ok    broker',
      'warn  exchange',
      'ok    products',
    ]);
    expect(lines[6]).to.match(/does not exist\. The server declares it when it starts/);
    expect(isFit).to.equal(true);
    const { lines: again } = await doctor({ RABBITMQ_URL: brokerUrl, RABBITMQ_EXCHANGE: 'amq.topic' });
    expect(again[6]).to.equal('ok    exchange  The exchange "amq.topic" exists.');
  });

  it('reports invalid settings together, and looks at nothing else', async () => {
    const { lines, isFit } = await doctor({ PORT: 'http', SECRET_KEY: '', RABBITMQ_URL: 'http://broker' });
    expect(lines.every((line) => line.startsWith('fail  settings  '))).to.equal(true);
    expect(lines.join('\n'))
      .to.match(/PORT/)
      .and.match(/SECRET_KEY/)
      .and.match(/RABBITMQ_URL/);
    expect(isFit).to.equal(false);
  });

  it('warns about a key that others can read, and the server can work', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doctor-test-'));
    const file = join(folder, 'secret');
    await writeFile(file, service().secret);
    await chmod(folder, 0o755);
    await chmod(file, 0o644);
    const { lines, isFit } = await doctor({ SECRET_KEY: '', SECRET_KEY_FILE: file });
    await rm(folder, { recursive: true });
    expect(lines[0]).to.match(/^warn {2}settings {2}SECRET_KEY_FILE can be read by every user/);
    expect(isFit).to.equal(true);
  });

  it('goes on behind a part that fails, and says what to do, without a password', async () => {
    const [port] = await freePorts(1);
    const { lines, isFit } = await doctor({
      DATABASE_URL: `postgresql://shop:pass-db@127.0.0.1:${port}/orders`,
      RABBITMQ_URL: `amqp://shop:pass-broker@127.0.0.1:${port}/`,
      PRODUCT_SERVICE_URL: `http://127.0.0.1:${port}`,
    });
    expect(isFit).to.equal(false);
    expect(lines.filter((line) => line.startsWith('fail')).map((line) => line.split(/ +/)[1])).to.deep.equal([
      'database',
      'broker',
      'products',
    ]);
    expect(lines.join('\n'))
      .to.match(/Check DATABASE_URL/)
      .and.match(/Check RABBITMQ_URL/)
      .and.match(/Check PRODUCT_SERVICE_URL/);
    expect(lines.join('\n')).not.to.match(/pass-/);
  });

  describe('with certificates', () => {
    let folder: string;
    let server: Server;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'orders-doctor-'));
      const { cert, key } = await makeCertificate(folder, '127.0.0.1');
      server = createServer({ cert, key }).listen(0, '127.0.0.1');
      await once(server, 'listening');
    });

    after(async () => {
      server.close();
      await rm(folder, { recursive: true, force: true });
    });

    it('warns before one expires, and fails when it has', async () => {
      const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const DAY_MS = 86_400_000;
      const stateIn = async (days: number) => {
        const [finding] = await examineCertificates(
          securePeers([url, 'http://127.0.0.1:1']),
          () => Date.now() + days * DAY_MS,
        );
        return finding!.state;
      };
      expect([await stateIn(0), await stateIn(350), await stateIn(400)]).to.deep.equal(['ok', 'warn', 'fail']);
    });
  });
});
