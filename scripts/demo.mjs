/**
 * Demonstrates the order service: starts it in a temporary directory and uses it through the `orders` command. Every command
 * is printed before it runs, and must exit with the expected code.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ORDERS = fileURLToPath(new URL('../packages/cli/bin/orders.cjs', import.meta.url));
const ORDER_SERVICE = fileURLToPath(new URL('../packages/server/bin/order-service.js', import.meta.url));
const BUILT = ['cli', 'server'].map((name) => new URL(`../packages/${name}/dist/main.js`, import.meta.url));

/** The exit codes of `orders` that the demo expects; `orders --help` lists them all. */
const DONE = 0;
const CONFLICT = 5;

const INTERRUPTED = 130;
const START_TIMEOUT_MS = 180_000;
const STEP_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

/** The id of the first order of user 1: see docs/adr/0059-ids-with-lanes.md. */
const FIRST_ORDER = '257';

const STEPS = [
  {
    title: 'An order for three of product 9 is rejected, because two are in stock.',
    command: ['create', '--item', '9:3'],
    exitCode: CONFLICT,
  },
  { title: 'An order for two succeeds.', command: ['create', '--item', '9:2'], exitCode: DONE },
  {
    title: 'Another order, with two products and metadata.',
    command: ['create', '--item', '1:2', '--item', '7', '--metadata', 'channel=phone'],
    exitCode: DONE,
  },
  { title: 'List both orders, newest first.', command: ['list'], exitCode: DONE },
  { title: 'Confirm the first order.', command: ['status', FIRST_ORDER, 'confirmed'], exitCode: DONE },
  {
    title: 'It cannot be delivered before it is shipped.',
    command: ['status', FIRST_ORDER, 'delivered'],
    exitCode: CONFLICT,
  },
  {
    title: 'Ship it, with a reason.',
    command: ['status', FIRST_ORDER, 'shipped', '--reason', 'With the courier'],
    exitCode: DONE,
  },
  { title: 'Show its history.', command: ['history', FIRST_ORDER], exitCode: DONE },
];

const NEXT = `
The service has stopped, and its data is deleted. To continue, in this folder:

  npm start

It starts the same service and keeps its data. Then, in another terminal in
this folder:

  npx orders create --item 1:2 --item 7
  npx orders list
  npx orders --help
`;

/** An expected failure of the demo; printed without its stack. */
class DemoError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

const interruption = new AbortController();
for (const signalName of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signalName, () => interruption.abort());

// If the reader closes the pipe, as `| head` does, the demo ends and stops the service.
process.stdout.on('error', () => interruption.abort());

try {
  await demo();
} catch (error) {
  process.stderr.write(`\ndemo: ${error instanceof DemoError ? error.message : error.stack}\n`);
  process.exitCode = error.exitCode ?? 1;
}

async function demo() {
  if (!BUILT.every((file) => existsSync(file))) {
    throw new DemoError('The packages are not built yet. Build them with: npm run build');
  }
  const folder = await mkdtemp(join(tmpdir(), 'orders-demo-'));
  const env = demoEnvironment(folder);
  try {
    const service = startService(folder, env);
    try {
      process.stdout.write(`The service listens at ${await service.url}\n`);
      for (const step of STEPS) await run(step, folder, env);
    } catch (error) {
      await service.stop();
      throw error;
    }
    const exitCode = await service.stop();
    if (exitCode !== 0) throw new DemoError(`The service ended with exit code ${exitCode}.\n${service.errors()}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  process.stdout.write(NEXT);
}

/** The environment without settings of another order service, and without logins that `orders login` has stored. */
function demoEnvironment(folder) {
  const others = /^(ORDERS_|RABBITMQ_)|^(PORT|HOST|LOG_LEVEL)(_FILE)?$/;
  const own = Object.entries(process.env).filter(([name]) => !others.test(name));
  return { ...Object.fromEntries(own), XDG_CONFIG_HOME: join(folder, 'config') };
}

/**
 * The service runs in a process group of its own, so that Ctrl-C reaches only the demo, which then stops the service. If
 * the demo is killed, the IPC channel closes and the service stops.
 */
function startService(folder, env) {
  const args = ['dev', '--port', '0', '--temporary'];
  announce('Start the order service with an embedded PostgreSQL and sample products.', 'order-service', args);
  const child = fork(ORDER_SERVICE, args, {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'close');
  let errorOutput = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (errorOutput += text));
  const errors = () => errorOutput;
  return {
    url: announcedUrl(child, ended, errors),
    errors,
    async stop() {
      child.kill('SIGTERM');
      const tooLong = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      const [exitCode] = await ended;
      clearTimeout(tooLong);
      return exitCode;
    },
  };
}

/** The address that the service prints when it is ready. */
async function announcedUrl(child, ended, errors) {
  let printed = '';
  const ready = new Promise((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text;
      const [, url] = /(http:\/\/\S+)\s/.exec(printed) ?? [];
      if (url) resolve(url);
    });
  });
  const over = ended.then(([exitCode]) => {
    throw new DemoError(`The service did not start (exit code ${exitCode}).\n${errors()}`);
  });
  return await Promise.race([ready, over, failureAfter(START_TIMEOUT_MS, 'The service did not start in time.')]);
}

/** Rejects after `timeoutMs`, or when the demo is interrupted. */
function failureAfter(timeoutMs, message) {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new DemoError(message)), timeoutMs).unref();
    const interrupted = () => reject(new DemoError('interrupted', INTERRUPTED));
    if (interruption.signal.aborted) interrupted();
    interruption.signal.addEventListener('abort', interrupted);
  });
}

/** Runs one `orders` command on this terminal. @throws DemoError unless it exits as expected. */
async function run({ title, command, exitCode: expected }, cwd, env) {
  // Without a terminal `orders` prints rows for programs, but the demo is for people.
  const args = process.stdout.isTTY ? command : [...command, '-o', 'table'];
  announce(title, 'orders', args);
  const child = spawn(process.execPath, [ORDERS, ...args], { cwd, env, stdio: ['ignore', 1, 1] });
  const ended = once(child, 'close');
  const kill = () => child.kill('SIGTERM');
  interruption.signal.addEventListener('abort', kill);
  const tooLong = setTimeout(kill, STEP_TIMEOUT_MS);
  const [exitCode, signalName] = await ended;
  clearTimeout(tooLong);
  interruption.signal.removeEventListener('abort', kill);
  if (interruption.signal.aborted) throw new DemoError('interrupted', INTERRUPTED);
  if (exitCode !== expected) {
    const end = exitCode === null ? `was ended by ${signalName}` : `ended with exit code ${exitCode}`;
    throw new DemoError(`\`orders ${command.join(' ')}\` ${end}; expected was exit code ${expected}.`);
  }
  if (exitCode !== DONE) process.stdout.write(`(exit code ${exitCode})\n`);
}

/** Prints the title of a step, and its command as it would be typed. */
function announce(title, program, args) {
  const words = args.map((arg) => (/^[\w:=./-]+$/.test(arg) ? arg : `'${arg}'`));
  process.stdout.write(`\n${title}\n${bold(`$ npx ${[program, ...words].join(' ')}`)}\n`);
}

function bold(text) {
  const plain = !process.stdout.isTTY || process.env.NO_COLOR || process.env.TERM === 'dumb';
  return plain ? text : `\u001b[1m${text}\u001b[22m`;
}
