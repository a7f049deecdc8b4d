import { expect } from 'chai';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testRabbit, uniqueName } from '../../../../test/services/rabbitmq.js';
import { AuditQueue } from '../support/audit-queue.js';
import { eventually } from '../../../../test/services/eventually.js';
import { realHttp } from '../../../../test/services/intercepted-http.js';
import { OrderServiceProcess, readNote, runOrderService, type Note } from '../support/order-service-process.js';

const READY = 'npx orders list';
/** The id of the first order of user 1: an id ends in its lane. */
const FIRST_ORDER = 257;

describe('order-service dev', function () {
  this.timeout(120_000);
  realHttp();

  let folder: string;
  let started: OrderServiceProcess[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'order-service-dev-test-'));
    await chmod(folder, 0o711); // like a project directory: the data is kept inside if PostgreSQL's account can enter it
    started = [];
  });

  afterEach(async () => {
    for (const program of started) await program.end('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  });

  function launch(args: readonly string[] = ['dev', '--port', '0'], env: Record<string, string> = {}) {
    const program = new OrderServiceProcess(args, { folder, env });
    started.push(program);
    return program;
  }

  async function startDev(args?: readonly string[], env?: Record<string, string>): Promise<OrderServiceProcess> {
    const program = launch(args, env);
    await program.printed(READY);
    return program;
  }

  it('serves beside a taken port, on 127.0.0.1 whatever HOST is, and alone in its directory', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const taken = (blocker.address() as AddressInfo).port;
    const program = await startDev(['dev'], { PORT: String(taken), HOST: 'x86_64-conda-linux-gnu' });
    blocker.close();
    const note = await readNote(folder);

    // Its address and a working token, readable only by its owner, for the orders command.
    expect(note.pid).to.equal(program.pid);
    expect(program.stdout).to.include(note.url).and.to.include(note.catalogue_url);
    expect(await placeOrder(note)).to.include({ status: 'pending', user_email: 'dev@example.com' });
    for (const name of ['dev.json', 'secret']) expect(await modeOf(join(folder, '.orders', name))).to.equal('600');
    expect(await modeOf(join(folder, '.orders'))).to.equal('711');

    // Another port than the taken one, which is reported.
    expect(program.stdout).to.include(`Port ${taken} is taken`);
    expect(note.url)
      .to.match(/^http:\/\/127\.0\.0\.1:/)
      .and.not.include(`:${taken}`);
    expect(await get(`${note.url}/health`)).to.include({ status: 'healthy' });

    // A second start is rejected, and names the running one.
    const second = await runOrderService(['dev', '--port', '0'], { folder });
    expect(second).to.include({ exitCode: 1, stdout: '' });
    expect(second.stderr).to.include(note.url).and.to.include(`process ${program.pid}`);
    expect(second.stderr.trim().split('\n')).to.have.length(1);
    expect(await readNote(folder)).to.deep.equal(note);
    expect(await placeOrder(note)).to.include({ status: 'pending' });
  });

  it('deletes that file on Ctrl-C and when its terminal is closed, and keeps orders and tokens for the next start', async () => {
    let running = await startDev();
    const { token } = await readNote(folder);
    const order = await placeOrder(await readNote(folder));
    for (const signal of ['SIGINT', 'SIGHUP'] as const) {
      expect(await running.end(signal), signal).to.equal(0);
      expect(running.stderr, signal).to.equal('');
      await rejectsAbsent(join(folder, '.orders', 'dev.json'));
      running = await startDev();
      const { url } = await readNote(folder);
      expect(await get(`${url}/api/v1/orders/${String(order.id)}`, token), signal).to.deep.equal(order);
    }
  });

  it('keeps no data with --temporary, not even when it is killed', async () => {
    const temporary = join(folder, 'tmp');
    await mkdir(temporary);
    await chmod(temporary, 0o1777); // like /tmp
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const program = await startDev(['dev', '--port', '0', '--temporary'], { TMPDIR: temporary });
      expect(await placeOrder(await readNote(folder))).to.include({ id: FIRST_ORDER });
      expect(await readdir(temporary)).to.have.length(1);
      await program.end(signal);
      await eventually('the data is gone', async () => (await readdir(temporary)).length === 0, 60_000);
    }
    expect(await readdir(join(folder, '.orders'))).to.not.include('postgres');
  });

  it('starts again on the same data after it was killed', async () => {
    const first = await startDev();
    const order = await placeOrder(await readNote(folder));
    await first.end('SIGKILL');
    expect((await readNote(folder)).pid).to.equal(first.pid);

    const second = await startDev();
    const note = await readNote(folder);
    expect(note.pid).to.equal(second.pid);
    expect(await get(`${note.url}/api/v1/orders/${String(order.id)}`, note.token)).to.deep.equal(order);
  });

  it('finishes running requests on Ctrl-C, and accepts no more', async () => {
    const program = await startDev();
    const { url, token } = await readNote(folder);
    const { hostname, port } = new URL(url);
    const body = JSON.stringify({ items: [{ product_id: 1, quantity: 1 }] });
    const socket = connect(Number(port), hostname).setEncoding('utf8');
    let answer = '';
    socket.on('data', (text: string) => (answer += text));
    socket.write(
      `POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nExpect: 100-continue\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    await eventually('the server has read the head of the request', () => answer.startsWith('HTTP/1.1 100'));

    program.child.kill('SIGINT');
    await eventually('the server accepts no more', () => refuses(Number(port)));
    socket.write(body);
    await once(socket, 'close');
    expect(answer).to.include('HTTP/1.1 201').and.to.include('"status":"pending"');
    expect(await program.exitCode()).to.equal(0);
  });

  it('can be stopped while it is starting, and leaves nothing incomplete', async () => {
    const program = launch();
    await eventually('it has begun', () => exists(join(folder, '.orders', 'secret')));
    expect(await program.end('SIGTERM')).to.equal(0);
    await rejectsAbsent(join(folder, '.orders', 'dev.json'));
    await startDev();
  });

  it('stops when the program that has forked it ends', async () => {
    const program = await startDev();
    program.child.disconnect();
    expect(await program.exitCode()).to.equal(0);
  });

  it('explains what to do if it cannot write its data', async () => {
    await writeFile(join(folder, '.orders'), 'in the way');
    const { exitCode, stderr } = await runOrderService(['dev'], { folder });
    expect(exitCode).to.equal(1);
    expect(stderr).to.match(/^order-service: The data folder \S+\.orders cannot be used: .+\. Start in a folder/);
  });

  it('ignores an invalid file of a former instance, and one whose process id was reused', async () => {
    await mkdir(join(folder, '.orders'), { mode: 0o711 });
    for (const wrong of [
      '',
      'not JSON',
      JSON.stringify({ url: 'http://127.0.0.1:1', token: 'old', pid: process.pid, process: `${process.pid}.1` }),
    ]) {
      await writeFile(join(folder, '.orders', 'dev.json'), wrong);
      const program = await startDev();
      expect((await readNote(folder)).pid).to.equal(program.pid);
      await program.end('SIGTERM');
    }
  });

  it('publishes events to RABBITMQ_URL, and logs at LOG_LEVEL', async () => {
    const rabbit = await testRabbit();
    const exchange = uniqueName('events');
    const queue = await AuditQueue.declare(rabbit.url, exchange);
    await queue.bind();
    await queue.consume();
    try {
      const env = { RABBITMQ_URL: rabbit.url, RABBITMQ_EXCHANGE: exchange, LOG_LEVEL: 'info' };
      const program = await startDev(undefined, env);
      expect(program.stdout).to.include('published to RabbitMQ');
      const { id } = await placeOrder(await readNote(folder));
      await eventually('the event arrives', () => queue.deliveries.length > 0);
      expect(queue.deliveries[0]).to.include({ orderId: id, version: 1 });
      await program.printed(/^\{"level":"info",.*"msg":"listening"\}$/m);
    } finally {
      await queue.dispose();
    }
  });
});

async function placeOrder({ url, token }: Note): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/api/v1/orders`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ items: [{ product_id: 1, quantity: 2 }] }),
  });
  expect(response.status).to.equal(201);
  return (await response.json()) as Record<string, unknown>;
}

async function get(url: string, token?: string): Promise<unknown> {
  const response = await fetch(url, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
  return await response.json();
}

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

async function rejectsAbsent(path: string): Promise<void> {
  expect(await exists(path), path).to.equal(false);
}

async function refuses(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const refused = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
  });
  socket.destroy();
  return refused;
}
