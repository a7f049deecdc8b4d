import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { startOrderService, type OrderService } from '@order-service/server';
import { printOnTerminal, runInProcess } from '../../packages/cli/test/support/run-in-process.js';
import type { RunResult } from '../../packages/cli/test/support/run-orders.js';
import { createSandbox, type Sandbox } from '../../packages/cli/test/support/sandbox.js';
import { readCommandLine } from '../../packages/server/src/command-line.js';
import { RUNBOOK_COMMANDS } from '../../packages/server/test/support/runbook.js';
import { createTestDatabase, type TestDatabase } from '../services/postgres.js';
import { BLOCKS, blocksIn, type Block } from './blocks.js';
import { linesOf, programOf, type ShellCommand, type ShellLine } from './shell.js';

/** Why a block is not run here. Its commands are checked all the same: each exists and takes the options that it is given. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'README.md#Orders': 'installs, and runs all tests: .ci/run does',
  'README.md#A first session': 'serves until it is stopped: test/demo.test.ts',
  'CONTRIBUTING.md': 'publishes: npm run release:dry-run',
  'docs/backups.md': 'needs a PostgreSQL with an archive: npm run test:restore',
  'docs/benchmarks.md': 'takes minutes: test/benchmark.test.ts',
  'docs/containers.md': 'needs Docker: npm run test:compose, npm run test:image',
  'docs/consumers.md#Developing a consumer': 'runs until it is stopped: packages/cli/test/integration/listen.test.ts',
  'docs/consumers.md#Consumers of a queue': 'needs a consumer: packages/cli/test/integration/listen-amqp.test.ts',
  'docs/consumers.md#Verification': 'needs a consumer: packages/cli/test/integration/listen-verify.test.ts',
  'docs/erasure.md': 'asks on a terminal: packages/cli/test/integration/erase.test.ts',
  'docs/events.md': 'needs curl: packages/server/test/integration/feed.test.ts',
  'docs/moving-in.md#From another database': "needs a shop's database: packages/server/test/integration/import.test.ts",
  'docs/moving-in.md#In place': "needs a shop's database: packages/server/test/integration/import-in-place.test.ts",
  'docs/moving-in.md#In place (2)': "needs a shop's database: packages/server/test/integration/import-in-place.test.ts",
  'docs/operations.md#Starting and stopping': 'serves until it is stopped: test/production-install.test.ts',
  'docs/operations.md#Retention of events': 'needs psql: packages/server/test/integration/event-retention.test.ts',
  'docs/operations.md#TLS and secrets': 'prints a key: packages/server/test/unit/secret-keys.test.ts',
  'docs/operations.md#Looking into a process': 'needs curl: packages/server/test/integration/diagnostics.test.ts',
  'docs/reliability.md': 'takes minutes: npm run test:faults',
  'docs/runbooks': 'needs the faults of the alerts: npm run test:alerts',
  'docs/scaling.md': 'takes minutes and needs other programs: npm run test:cells, npm run test:cluster',
  'docs/upgrading.md': 'needs a missing migration: packages/server/test/integration/migration-plan.test.ts',
  'docs/testing.md': 'takes hours: npm run test:mutation',
  'packages/cli/README.md#Testing a consumer': 'needs a consumer: packages/cli/test/integration/listen-verify.test.ts',
  'packages/sdk/README.md#@order-service/sdk': 'installs from a registry: npm run test:matrix, with the packed package',
  'packages/sdk/README.md#A log': 'needs a program: packages/sdk/test/unit/logging.test.ts',
  'packages/server/README.md#As a program': 'shows the help: test/production-install.test.ts',
  "packages/server/README.md#In other teams' tests":
    'installs from a registry: npm run test:matrix, with packed packages',
  'packages/server/docs/testing.md': 'installs from a registry: npm run test:matrix, with packed packages',
};

/** Programs of others. */
const FOREIGN = [
  ...['export', 'docker', 'curl', 'jq', 'head', 'node', 'kill', 'timedatectl', 'chronyc'],
  ...['pg_basebackup', 'pg_isready', 'psql', 'rabbitmqctl', 'rabbitmq-diagnostics'],
];

/** The commands of each runbook, which stand within its sentences. */
const RUNBOOKS: readonly Block[] = [...new Set(RUNBOOK_COMMANDS.map(({ page }) => page))].map((page) => {
  const commands = RUNBOOK_COMMANDS.filter((one) => one.page === page && one.language === 'sh');
  return { name: page, language: 'sh', code: commands.map(({ text }) => `${text}\n`).join('') };
});

/** The order that the documents show. */
const FIRST_ORDER = '257';

describe('the shell commands of the documents', function () {
  this.timeout(60_000);
  const blocks = [...blocksIn('sh', 'console'), ...RUNBOOKS.filter(({ code }) => code !== '')];
  const run = new Set<string>();
  let service: OrderService;
  let database: TestDatabase;
  let sandbox: Sandbox;
  let env: Readonly<Record<string, string>>;

  before(async () => {
    database = await createTestDatabase();
    service = await startOrderService({ databaseUrl: database.url });
    sandbox = await createSandbox();
    env = { ORDERS_URL: service.url, ORDERS_TOKEN: tokenOf({ userId: 1, email: 'dev@example.com' }), TZ: 'UTC' };
  });
  after(async () => {
    await service.stop();
    await database.drop();
    await sandbox.remove();
  });

  const tokenOf = (claims: Parameters<OrderService['token']>[0]) => service.token(claims);

  describe('exist, with the options that they are given', () => {
    let options: ReadonlyMap<string, ReadonlySet<string>>;
    before(async () => {
      options = optionsByCommand((await runInProcess(sandbox, ['commands', '-o', 'json'])).stdout);
    });

    for (const { name, code, language } of blocks) {
      it(name, () => {
        for (const { command } of linesOf({ name, code, language })) {
          for (let one: ShellCommand | undefined = command; one; one = one.next) check(one);
        }
      });
    }

    function check(command: ShellCommand): void {
      const { program, args } = programOf(command);
      if (program === 'npm') expect(npmProblem(args), args.join(' ')).to.equal(undefined);
      else if (program === 'orders') expect(ordersProblem(args, options), args.join(' ')).to.equal(undefined);
      else if (program === 'order-service') expect(orderServiceProblem(args), args.join(' ')).to.equal(undefined);
      else expect(FOREIGN, program).to.include(program);
    }
  });

  /** Runs a block by a test of its own. */
  function session(name: string, check: (lines: readonly ShellLine[]) => Promise<void>): void {
    run.add(name);
    it(`runs: ${name}`, async () => {
      const block = BLOCKS.find((one) => one.name === name);
      expect(block, `${name} is not there any more`).not.to.equal(undefined);
      await check(linesOf(block!));
    });
  }

  /** Runs commands that have to succeed, with other words in the place of some of theirs, and returns what they print. */
  async function succeed(
    lines: readonly ShellLine[],
    variables = env,
    others: Readonly<Record<string, string>> = {},
  ): Promise<string[]> {
    const printed: string[] = [];
    for (const { text, command } of lines) {
      const words = command.words.map((word) => others[word] ?? word);
      const { stdout, stderr, exitCode } = await runPipe({ ...command, words }, variables);
      expect(exitCode, `${text}\n${stderr}`).to.equal(0);
      printed.push(stdout);
    }
    return printed;
  }

  /** Runs `orders`, and the commands that read what it prints. */
  async function runPipe(
    command: ShellCommand,
    variables: Readonly<Record<string, string>>,
    input = '',
  ): Promise<RunResult> {
    const { program, args } = programOf(command);
    if (program === 'head') {
      expect(args).to.deep.equal(['-1']);
      return { stdout: input.replace(/\n[^]*$/, '\n'), stderr: '', exitCode: 0 };
    }
    expect(program).to.equal('orders');
    const outcome = await runInProcess(sandbox, args, { env: variables, input });
    return command.next ? runPipe(command.next, variables, outcome.stdout) : outcome;
  }

  session('README.md#A first session (2)', async (lines) => {
    for (const { text, command, output } of lines) {
      if (command.next) {
        expect((await runPipe(command, env)).stdout.trim(), text).to.equal(output.trim());
      } else {
        const { args } = programOf(command);
        const { text: shown } = await printOnTerminal(sandbox, args, { columns: 100, env });
        expect(withoutTimes(shown), text).to.equal(withoutTimes(output));
      }
    }
  });

  session('packages/cli/README.md#orders', async (lines) => {
    const [dev, create, ...others] = lines;
    expect(dev!.text).to.equal('npx orders dev'); // The service of this test stands for it.
    const variables = { ...env, ORDERS_TOKEN: tokenOf({ userId: 2 }) };
    await succeed([create!], variables);
    const { stdout: id } = await runInProcess(sandbox, ['list', '-o', 'ids'], { env: variables });
    const printed = await succeed(others, variables, { [FIRST_ORDER]: id.trim() });
    expect(printed.at(-1)).to.include('confirmed');
  });

  session('packages/cli/README.md#Searching', async (lines) => {
    await succeed(lines, { ...env, ORDERS_TOKEN: tokenOf({ userId: 9, role: 'operator' }) });
  });

  session('packages/cli/README.md#Many at once', async (lines) => {
    const file = join(sandbox.folder, 'orders.csv');
    await writeFile(file, 'items,reference\n1:2 7,A-1\n7,A-2\n');
    const [create, shipTwo, ...others] = lines;
    const [created = ''] = await succeed([create!], env, { 'orders.csv': file });
    expect(created.trim().split('\n')).to.have.lengthOf(2);

    const { stdout: newest } = await runInProcess(sandbox, ['list', '--limit', '2', '-o', 'ids'], { env });
    const ids = newest.trim().split('\n');
    await runInProcess(sandbox, ['status', ...ids, 'confirmed', '--yes'], { env });
    expect(shipTwo!.text).to.equal('orders status 42 43 shipped'); // which asks on a terminal
    const move = await runInProcess(sandbox, ['status', ...ids, 'shipped', '--yes'], { env });
    expect(move.exitCode, move.stderr).to.equal(0);
    expect(move.stderr).to.include('Moved 2 of 2 orders to shipped');

    const [shipped] = await succeed(others);
    expect(shipped).to.include(FIRST_ORDER).and.include('shipped');
  });

  it('are run, or listed with the reason', () => {
    const listed = (name: string) =>
      [name, name.split('#')[0]!, dirname(name)].find((key) => NOT_RUN[key] !== undefined);
    const names = blocks.map(({ name }) => name);
    expect(names.filter((name) => !run.has(name) && listed(name) === undefined)).to.deep.equal([]);
    const used = new Set(names.map(listed));
    expect(Object.keys(NOT_RUN).filter((key) => !used.has(key))).to.deep.equal([]);
    expect([...run].filter((name) => !names.includes(name))).to.deep.equal([]);
  });
});

/** Times and ids that differ in every run. */
function withoutTimes(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d( [A-Z]+)?( \([^)]+\))?/g, 'TIME')
    .replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, 'ID')
    .trim();
}

function npmProblem([command = '', ...args]: readonly string[]): string | undefined {
  if (['ci', 'install', 'start', 'test'].includes(command)) return undefined;
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    scripts: Record<string, string>;
  };
  if (command === 'run' && scripts[args[0] ?? ''] !== undefined) return undefined;
  return `There is no script ${args[0]}.`;
}

function orderServiceProblem(args: readonly string[]): string | undefined {
  if (args.includes('--help')) return undefined;
  const line = readCommandLine(args, { version: '', hasDatabase: true });
  return 'text' in line && line.failed ? line.text : undefined;
}

interface DescribedCommand {
  readonly name: string;
  readonly options: readonly { readonly name: string; readonly short: string | null }[];
  readonly commands?: readonly DescribedCommand[];
}

/** The options of each command, by its words, with those of every command. */
function optionsByCommand(description: string): ReadonlyMap<string, ReadonlySet<string>> {
  const all = JSON.parse(description) as DescribedCommand;
  const namesOf = ({ options }: DescribedCommand) =>
    options.flatMap(({ name, short }) => (short === null ? [name] : [name, short]));
  const entries = (command: DescribedCommand): [string, ReadonlySet<string>][] => [
    [command.name, new Set([...namesOf(all), ...namesOf(command)])],
    ...(command.commands ?? []).flatMap(entries),
  ];
  return new Map((all.commands ?? []).flatMap(entries));
}

function ordersProblem(args: readonly string[], options: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  const [first = '', second = ''] = args;
  if (first.startsWith('-')) return undefined;
  const known = options.get(`${first} ${second}`) ?? options.get(first);
  if (!known) return `There is no command ${first}.`;
  const unknown = args
    .filter((arg) => /^(--[a-z]|-[a-z]$)/.test(arg))
    .find((arg) => !known.has(arg.replace(/=.*/, '')));
  return unknown === undefined ? undefined : `${first} has no option ${unknown}.`;
}
