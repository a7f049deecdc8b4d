import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './services/eventually.js';

const DEMO = fileURLToPath(new URL('../scripts/demo.mjs', import.meta.url));
const DEMO_MS = 120_000;

describe('npm run demo', function () {
  this.timeout(DEMO_MS);

  let temporary: string;
  let child: ChildProcess;
  let printed: string;
  let exited: Promise<unknown[]>;

  beforeEach(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'demo-test-'));
    await chmod(temporary, 0o1777); // like /tmp
    printed = '';
  });

  afterEach(async () => {
    if (child.exitCode === null) child.kill('SIGKILL');
    await exited;
    await rm(temporary, { recursive: true, force: true });
  });

  /** Starts the demo in a known directory, as the leader of a process group, like a shell. */
  function startDemo(env: Record<string, string> = {}): void {
    child = spawn(process.execPath, [DEMO], {
      env: { PATH: process.env.PATH, HOME: temporary, TMPDIR: temporary, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (printed += text));
    }
    exited = once(child, 'close');
  }

  async function untilPrinted(text: string): Promise<void> {
    await eventually(`the demo prints ${text}`, () => printed.includes(text) || child.exitCode !== null, DEMO_MS);
  }

  /** The process id of the demo's service. */
  async function servicePid(): Promise<number> {
    const folder = (await readdir(temporary)).find((name) => name.startsWith('orders-demo-')) ?? '';
    const note = await readFile(join(temporary, folder, '.orders', 'dev.json'), 'utf8');
    return (JSON.parse(note) as { pid: number }).pid;
  }

  async function nothingIsLeft(pid: number): Promise<void> {
    await eventually('the service has ended', () => !isAlive(pid), DEMO_MS);
    await eventually('the folders are gone', async () => (await readdir(temporary)).length === 0, DEMO_MS);
  }

  it('prints every step, exits with 0 and leaves nothing behind', async () => {
    startDemo();
    await untilPrinted('The service listens at');
    const pid = await servicePid();
    expect((await exited)[0], printed).to.equal(0);

    for (const shown of [
      /\$ npx orders create --item 9:3 .*\nerror: 3 of product 9 were requested, 2 are in stock\./,
      /\$ npx orders create --item 9:2 .*\nOrder 257\nStatus +pending\nTotal +298\.00\n/,
      /\$ npx orders create --item 1:2 --item 7 .*\nOrder 513\nStatus +pending\nTotal +64\.18\n/,
      /\$ npx orders list .*\n *ID .*\n *513 +pending +64\.18 .*\n *257 +pending +298\.00 /,
      /\$ npx orders status 257 confirmed .*\nOrder 257 is now confirmed/,
      /\$ npx orders status 257 delivered .*\nerror: Order 257 is confirmed and cannot become delivered/,
      /\$ npx orders status 257 shipped .*\nOrder 257 is now shipped/,
      /\$ npx orders history 257 .*\nVERSION .*\n.*pending.*\n.*confirmed.*\n.*shipped.*With the courier/,
      /\n {2}npm start\n[^]*another terminal[^]*\n {2}npx orders list\n/,
    ]) {
      expect(printed).to.match(shown);
    }
    await nothingIsLeft(pid);
  });

  it('ignores a configured service and a stored login', async () => {
    startDemo({
      DATABASE_URL: 'postgresql://nobody:wrong@127.0.0.1:1/none',
      RABBITMQ_URL: 'amqp://127.0.0.1:1',
      PORT: 'none',
      ORDERS_URL: 'http://127.0.0.1:1',
      ORDERS_TOKEN: 'wrong',
      ORDERS_PROFILE: 'none',
    });
    expect((await exited)[0], printed).to.equal(0);
  });

  it('exits with 130 on Ctrl-C, and leaves nothing behind', async () => {
    startDemo();
    await untilPrinted('$ npx orders list');
    const pid = await servicePid();
    process.kill(-child.pid!, 'SIGINT');
    expect((await exited)[0], printed).to.equal(130);
    expect(printed).to.match(/demo: interrupted\n$/);
    await nothingIsLeft(pid);
  });

  it('fails with the output of a step that fails', async () => {
    startDemo();
    await untilPrinted('The service listens at');
    const pid = await servicePid();
    process.kill(pid, 'SIGKILL');
    expect((await exited)[0], printed).to.equal(1);
    expect(printed).to.match(/\ndemo: `orders .+` ended with exit code \d+; expected was exit code \d+\.\n$/);
    await nothingIsLeft(pid);
  });

  it('ends its service when it is killed', async () => {
    startDemo();
    await untilPrinted('$ npx orders create');
    const pid = await servicePid();
    child.kill('SIGKILL');
    await exited;
    await eventually('the service has ended', () => !isAlive(pid), DEMO_MS);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
