/**
 * Shows the order service at work: starts it whole in a temporary folder, and uses it through the `orders` command as
 * a person would. Every command is printed as it is run, and must end with the exit code that is expected of it.
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
const REFUSED = 5;

const INTERRUPTED = 130;
const START_TIMEOUT_MS = 180_000;
const STEP_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

const STEPS = [
  {
    says: 'Three of product 9 are asked for, and two are in stock: that is refused.',
    command: ['create', '--item', '9:3'],
    exitCode: REFUSED,
  },
  { says: 'Two of them can be had.', command: ['create', '--item', '9:2'], exitCode: DONE },
  {
    says: 'Another order, of two products, with a note.',
    command: ['create', '--item', '1:2', '--item', '7', '--metadata', 'channel=phone'],
    exitCode: DONE,
  },
  { says: 'Both orders, the newest first.', command: ['list'], exitCode: DONE },
  { says: 'The first one moves along its way.', command: ['status', '1', 'confirmed'], exitCode: DONE },
  {
    says: 'It cannot be delivered before it is shipped.',
    command: ['status', '1', 'delivered'],
    exitCode: REFUSED,
  },
  {
    says: 'So it is shipped, and the reason is kept.',
    command: ['status', '1', 'shipped', '--reason', 'With the courier'],
    exitCode: DONE,
  },
  { says: 'What became of it, and who did it when.', command: ['history', '1'], exitCode: DONE },
];

const NEXT = `
The service has stopped, and nothing was left behind. To go on, in this folder:

  npm start

That is the same service, and it keeps its data. Then, in another terminal,
also in this folder:

  npx orders create --item 1:2 --item 7
  npx orders list
  npx orders --help
`;

/** What the demo cannot go on after; its message is all that is told of it. */
class DemoError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

const interruption = new AbortController();
for (const signalName of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signalName, () => interruption.abort());

// Someone who reads no further, as `| head` does, ends the demo; the service is stopped all the same.
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
      process.stdout.write(`It runs at ${await service.url}\n`);
      for (const step of STEPS) await take(step, folder, env);
    } catch (error) {
      await service.stop();
      throw error;
    }
    const exitCode = await service.stop();
    if (exitCode !== 0) throw new DemoError(`The service ended with exit code ${exitCode}.\n${service.complaints()}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  process.stdout.write(NEXT);
}

/** What may be set for another order service, or stored by `orders login`, is none of the demo's. */
function demoEnvironment(folder) {
  const others = /^(ORDERS_|RABBITMQ_)|^(PORT|HOST|LOG_LEVEL)(_FILE)?$/;
  const own = Object.entries(process.env).filter(([name]) => !others.test(name));
  return { ...Object.fromEntries(own), XDG_CONFIG_HOME: join(folder, 'config') };
}

/**
 * The service is in a process group of its own, so that Ctrl-C reaches the demo alone, which then stops it in an
 * orderly way. Over the channel it learns when the demo was killed, and stops by itself.
 */
function startService(folder, env) {
  const args = ['dev', '--port', '0', '--temporary'];
  announce('The whole order service, with a PostgreSQL and sample products of its own.', 'order-service', args);
  const child = fork(ORDER_SERVICE, args, {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'close');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const complaints = () => said;
  return {
    url: announcedUrl(child, ended, complaints),
    complaints,
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
async function announcedUrl(child, ended, complaints) {
  let printed = '';
  const ready = new Promise((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text;
      const [, url] = /(http:\/\/\S+)\s/.exec(printed) ?? [];
      if (url) resolve(url);
    });
  });
  const over = ended.then(([exitCode]) => {
    throw new DemoError(`The service did not start (exit code ${exitCode}).\n${complaints()}`);
  });
  return await Promise.race([ready, over, failureAfter(START_TIMEOUT_MS, 'The service takes too long to start.')]);
}

/** Rejects after `timeoutMs`, or at once when the demo is interrupted. */
function failureAfter(timeoutMs, message) {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new DemoError(message)), timeoutMs).unref();
    const interrupted = () => reject(new DemoError('interrupted', INTERRUPTED));
    if (interruption.signal.aborted) interrupted();
    interruption.signal.addEventListener('abort', interrupted);
  });
}

/** Runs one command of `orders` on this terminal. @throws DemoError unless it ends as expected. */
async function take({ says, command, exitCode: expected }, cwd, env) {
  // Off a terminal `orders` prints rows for programs; people read the demo there, too.
  const args = process.stdout.isTTY ? command : [...command, '-o', 'table'];
  announce(says, 'orders', args);
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

/** What is shown next, and the command as one would type it. */
function announce(says, program, args) {
  const words = args.map((arg) => (/^[\w:=./-]+$/.test(arg) ? arg : `'${arg}'`));
  process.stdout.write(`\n${says}\n${bold(`$ npx ${[program, ...words].join(' ')}`)}\n`);
}

function bold(text) {
  const plain = !process.stdout.isTTY || process.env.NO_COLOR || process.env.TERM === 'dumb';
  return plain ? text : `\u001b[1m${text}\u001b[22m`;
}
