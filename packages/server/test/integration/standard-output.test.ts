import { expect } from 'chai';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../../../../test/services/eventually.js';
import { freePorts } from '../../../../test/services/free-port.js';
import { realHttp } from '../../../../test/services/intercepted-http.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { INHERITED_SETTINGS } from '../support/inherited-settings.js';
import { servedSettings } from '../support/served-settings.js';

const PROGRAM = fileURLToPath(new URL('../../bin/order-service.js', import.meta.url));
const START_MS = 60_000;
/** A stop takes less than 10 s, and the last flush of the log one more. */
const END_MS = 20_000;
/** Together their lines are larger than a pipe, which holds 64 KiB. */
const REQUESTS = 400;
const LONG_PATH = `/api/v1/orders/${'9'.repeat(400)}`;

describe('order-service whose standard output is not read', function () {
  this.timeout(120_000);
  realHttp();

  let folder: string;
  let database: TestDatabase;
  let url: string;
  let started: ChildProcess[];
  let descriptors: number[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'order-service-output-test-'));
    database = await createTestDatabase();
  });

  beforeEach(() => {
    started = [];
    descriptors = [];
  });

  afterEach(() => {
    for (const child of started) child.kill('SIGKILL');
    for (const descriptor of descriptors.splice(0)) closeSync(descriptor);
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  });

  function open(path: string, flags: number): number {
    const descriptor = openSync(path, flags);
    descriptors.push(descriptor);
    return descriptor;
  }

  function close(descriptor: number): void {
    descriptors = descriptors.filter((other) => other !== descriptor);
    closeSync(descriptor);
  }

  /** A pipe. It can be opened for writing while it is open for reading. */
  function makePipe(): string {
    const path = join(folder, 'pipe');
    rmSync(path, { force: true });
    execFileSync('mkfifo', [path]);
    return path;
  }

  /** Starts `command`, in which `"$@"` is the order service, and waits until the service answers. */
  async function serve(stdout: number | 'ignore', command = 'exec "$@"'): Promise<ChildProcess> {
    const [port = 0] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    const child = spawn('sh', ['-c', command, 'sh', process.execPath, PROGRAM, 'serve'], {
      cwd: folder,
      stdio: ['ignore', stdout, 'ignore'],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        ...INHERITED_SETTINGS,
        ...servedSettings({ databaseUrl: database.url, port }),
        SHUTDOWN_DELAY_MS: '0',
      },
    });
    started.push(child);
    await eventually('the service answers', () => isAnswered('/health/live'), START_MS);
    return child;
  }

  async function isAnswered(path: string): Promise<boolean> {
    const answer = await fetch(`${url}${path}`, {
      headers: { Authorization: 'Bearer invalid' },
      signal: AbortSignal.timeout(END_MS),
    }).catch(() => undefined);
    await answer?.text();
    return answer !== undefined;
  }

  /** Each request with an invalid token is logged; the service has to answer all of them, and another one after that. */
  async function expectAnswers(): Promise<void> {
    for (let sent = 0; sent < REQUESTS; sent += 20) {
      const answered = await Promise.all(Array.from({ length: 20 }, () => isAnswered(LONG_PATH)));
      expect(answered).not.to.include(false);
    }
    expect(await isAnswered('/health')).to.equal(true);
  }

  async function expectEnd(child: ChildProcess): Promise<void> {
    const exited = once(child, 'exit', { signal: AbortSignal.timeout(END_MS) });
    child.kill('SIGTERM');
    expect(await exited, 'it ends by itself').to.deep.equal([0, null]);
  }

  it('goes on and ends when the reader is stuck', async () => {
    const pipe = makePipe();
    open(pipe, constants.O_RDONLY | constants.O_NONBLOCK); // and never read
    const child = await serve(open(pipe, constants.O_WRONLY));
    await expectAnswers();
    await expectEnd(child);
  });

  it('goes on and ends when the reader has ended after the first line, as head -1', async () => {
    const pipe = makePipe();
    const head = spawn('head', ['-n', '1', pipe], { stdio: ['ignore', 'pipe', 'ignore'] });
    started.push(head);
    let firstLine = '';
    head.stdout.setEncoding('utf8').on('data', (text: string) => (firstLine += text));
    const headEnded = once(head, 'exit');
    const writer = open(pipe, constants.O_WRONLY);
    const child = await serve(writer);
    close(writer);
    await headEnded;
    await expectAnswers();
    await expectEnd(child);
    expect(JSON.parse(firstLine)).to.include({ msg: 'listening' });
  });

  it('goes on and ends with a closed standard output', async () => {
    const child = await serve('ignore', 'exec "$@" >&-');
    await expectAnswers();
    await expectEnd(child);
  });

  if (existsSync('/dev/full')) {
    it('goes on and ends when the disk is full', async () => {
      const child = await serve(open('/dev/full', constants.O_WRONLY));
      await expectAnswers();
      await expectEnd(child);
    });
  }

  if (process.platform === 'linux') {
    it('goes on and ends when the terminal is stuck', async () => {
      const pipe = makePipe();
      open(pipe, constants.O_RDONLY | constants.O_NONBLOCK); // `script` copies the terminal's output to it, and gets stuck
      const pidFile = join(folder, 'pid');
      writeFileSync(join(folder, 'start.sh'), `echo $$ > '${pidFile}'; exec "$@"`);
      const inTerminal = 'script --quiet --flush --command "sh start.sh $*" /dev/null';
      await serve(open(pipe, constants.O_WRONLY), inTerminal);
      const pid = Number(readFileSync(pidFile, 'utf8'));
      try {
        await expectAnswers();
        process.kill(pid, 'SIGTERM');
        await eventually('the service ends', () => !existsSync(`/proc/${pid}/exe`), END_MS);
      } finally {
        if (existsSync(`/proc/${pid}/exe`)) process.kill(pid, 'SIGKILL');
      }
    });
  }
});
