import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RabbitProgram } from '../../../../test/services/rabbitmq.js';
import { RUNBOOK_COMMANDS, type RunbookCommand } from '../support/runbook.js';
import type { Environment } from './environment.js';
import type { Prometheus } from './prometheus.js';
import { expectedOutputOf, isOftenEmpty } from './runbook-outputs.js';

const PROGRAMS = { orders: '../../../cli/bin/orders.cjs', 'order-service': '../../bin/order-service.js' };
const COMMAND_TIMEOUT_MS = 30_000;
/** What a command shows may take a moment: an event that is tried again is dead-lettered again after some attempts. */
const MAX_WAIT_MS = 20_000;
const POLL_MS = 500;

type Moment = 'firing' | 'mended' | 'resolved';

/** Types the commands of the runbooks while the alerts fire, and compares what they print with what the pages say. */
export class RunbookWalk {
  readonly #environment: Environment;
  readonly #address: string;
  readonly #prometheus: Prometheus;
  readonly #folder: string;

  private constructor(environment: Environment, address: string, prometheus: Prometheus, folder: string) {
    this.#environment = environment;
    this.#address = address;
    this.#prometheus = prometheus;
    this.#folder = folder;
  }

  static async start(environment: Environment, address: string, prometheus: Prometheus): Promise<RunbookWalk> {
    const folder = await mkdtemp(join(tmpdir(), 'orders-runbooks-'));
    const bin = join(folder, 'bin');
    await mkdir(bin);
    for (const [name, path] of Object.entries(PROGRAMS)) {
      const program = fileURLToPath(new URL(path, import.meta.url));
      await writeFile(join(bin, name), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
      await chmod(join(bin, name), 0o755);
    }
    return new RunbookWalk(environment, address, prometheus, folder);
  }

  stop(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }

  /**
   * Types the commands of an alert's page for this moment: those of "What to look at" and "What to do" while it fires, some of
   * the latter once the fault is mended, and those that tell that it is over once it has resolved.
   * @param variables those of the fault, for programs and for `$NAME` in commands
   * @returns how many were typed
   * @throws Error with what a command printed, if that is not what the page says
   */
  async type(alert: string, moment: Moment, variables: Readonly<Record<string, string>> = {}): Promise<number> {
    const commands = RUNBOOK_COMMANDS.filter((one) => one.alert === alert && momentOf(one) === moment);
    for (const command of commands) await this.#check(command, variables);
    return commands.length;
  }

  async #check(command: RunbookCommand, variables: Readonly<Record<string, string>>): Promise<void> {
    if (command.language === 'promql') {
      const series = await this.#prometheus.query(command.text);
      if (series.length === 0 && command.section === 'What to look at' && !isOftenEmpty(command.text))
        throw new Error(`${command.page}: ${command.text} selects nothing`);
      return;
    }
    const { shows } = expectedOutputOf(command) ?? {};
    if (!shows) throw new Error(`${command.page}: nothing is expected of "${command.text}" (runbook-outputs.ts)`);
    const deadlineMs = performance.now() + MAX_WAIT_MS;
    for (;;) {
      const printed = await this.#run(command, variables);
      if (shows.test(printed)) return;
      if (performance.now() > deadlineMs)
        throw new Error(`${command.page}: "${command.text}" does not show ${shows}, but:\n${printed}`);
      await delay(POLL_MS);
    }
  }

  async #run({ language, text }: RunbookCommand, variables: Readonly<Record<string, string>>): Promise<string> {
    if (language === 'sql') return this.#query(text);
    const filled = await this.#fill(text);
    const [program = '', ...args] = filled.split(' ');
    if (isRabbitProgram(program)) return this.#environment.broker.run(program, ...args).catch(outputOfFailure);
    const env = {
      PATH: `${join(this.#folder, 'bin')}:${process.env.PATH}`,
      HOME: this.#folder,
      NO_UPDATE_NOTIFIER: '1',
      ...this.#environment.variables(Number(this.#address.split(':')[1])),
      ORDERS_URL: `http://${this.#address}`,
      ORDERS_TOKEN: this.#environment.operator(this.#address).token ?? '',
      ...variables,
    };
    return runShell(filled, env, this.#folder);
  }

  /** Runs a statement; PID is the session that the fault keeps open. */
  async #query(sql: string): Promise<string> {
    const { postgres } = this.#environment;
    const open = "SELECT pid FROM pg_stat_activity WHERE application_name = 'a report'";
    const [session] = sql.includes('PID') ? await postgres.query<{ pid: number }>(open) : [];
    return JSON.stringify(await postgres.query(sql.replace('PID', String(session?.pid ?? 0))));
  }

  /** Puts addresses and ids of the environment in the place of the words in capitals. */
  async #fill(text: string): Promise<string> {
    const operator = this.#environment.operator(this.#address);
    let filled = text.replaceAll('REPLICA', this.#address).replace('HOST', '127.0.0.1');
    filled = filled.replace('PORT', String(this.#environment.postgres.port));
    if (filled.includes('EVENT')) {
      const path = '/api/v1/outbox/events?state=dead_lettered';
      const { body } = await operator.get<{ events: { event_id: string }[] }>(path);
      filled = filled.replace('EVENT', body.events[0]?.event_id ?? 'EVENT');
    }
    if (filled.includes('ORDER')) {
      const { body } = await operator.get<{ id: number }[]>('/api/v1/orders?scope=all&limit=1');
      filled = filled.replace('ORDER', String(body[0]?.id));
    }
    return filled;
  }
}

function momentOf(command: RunbookCommand): Moment | undefined {
  const { after, notRun } = expectedOutputOf(command) ?? {};
  if (notRun !== undefined) return undefined;
  if (command.section === 'How to know that it is over') return 'resolved';
  return after === 'mending' ? 'mended' : 'firing';
}

function isRabbitProgram(program: string): program is RabbitProgram {
  return program === 'rabbitmqctl' || program === 'rabbitmq-diagnostics';
}

/** What a command prints, also if it fails. */
function runShell(text: string, env: NodeJS.ProcessEnv, cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', text], { env, cwd, timeout: COMMAND_TIMEOUT_MS }, (_, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
}

function outputOfFailure(error: unknown): string {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
  return stdout + stderr;
}
