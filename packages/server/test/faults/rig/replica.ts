import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ProcessGuard } from '../../../../../test/services/process-guard.js';
import type { FaultPlan, Order, Report, Step, Vitals } from './fault-plan.js';

const PROGRAM = fileURLToPath(new URL('./faulty-server.ts', import.meta.url));
const REPOSITORY = fileURLToPath(new URL('../../../../..', import.meta.url));
const ANSWER_TIMEOUT_MS = 60_000;

export interface ReplicaOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly plan: FaultPlan;
  readonly log: string;
  readonly guard: ProcessGuard;
}

/** One server process, which can be killed, stopped, told to die at a step, and started again. */
export class Replica {
  /** How often it ended without being told to. */
  unexpectedExits = 0;
  #process: ChildProcess | undefined;
  #port: number | undefined;
  #condemned = false;

  constructor(private readonly options: ReplicaOptions) {}

  get isRunning(): boolean {
    return this.#process !== undefined;
  }

  /** Undefined while it does not run. */
  get port(): number | undefined {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<this> {
    const { environment, plan, guard } = this.options;
    const log = await open(this.options.log, 'a');
    try {
      const child = spawn(process.execPath, ['--import', 'tsx', '--expose-gc', PROGRAM], {
        cwd: REPOSITORY,
        env: { PATH: process.env.PATH, ...environment, RIG_FAULTS: JSON.stringify(plan) },
        stdio: ['ignore', log.fd, log.fd, 'ipc'],
        detached: true, // a Ctrl-C in the terminal is for the rig, which stops it
      });
      await once(child, 'spawn');
      const pid = child.pid ?? 0;
      guard.watch(pid);
      this.#process = child;
      this.#condemned = false;
      child.once('exit', () => {
        guard.release(pid);
        if (!this.#condemned) this.unexpectedExits += 1;
        if (this.#process === child) this.#process = this.#port = undefined;
      });
      const { url } = await this.#report('ready');
      this.#port = Number(new URL(url).port);
    } finally {
      await log.close();
    }
    return this;
  }

  /** Resolves once it has ended by itself at the given passage through `step`; false when it did not come there in time. */
  async diesAt(step: Step, passage: number, withinMs: number): Promise<boolean> {
    const child = this.#running();
    this.#condemned = true;
    const ended = once(child, 'exit').then(() => true);
    this.#send({ kind: 'die', step, passage });
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), withinMs)));
    const died = await Promise.race([ended, patience]);
    clearTimeout(timer);
    return died;
  }

  /** Sends a signal that does not end it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#running().kill(signal);
  }

  /** Ends it; resolves with its exit code, null after SIGKILL. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.#process;
    if (!child) return null;
    this.#condemned = true;
    const ended = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    return (await ended)[0];
  }

  /** What it holds now. */
  async vitals(): Promise<Vitals> {
    this.#send({ kind: 'vitals' });
    return await this.#report('vitals');
  }

  #running(): ChildProcess {
    if (!this.#process) throw new Error(`the server does not run; it logged:\n${this.#lastWords()}`);
    return this.#process;
  }

  #lastWords(): string {
    return readFileSync(this.options.log, 'utf8').slice(-2_000);
  }

  #send(order: Order): void {
    this.#running().send(order);
  }

  async #report<Kind extends Report['kind']>(kind: Kind): Promise<Extract<Report, { kind: Kind }>> {
    const child = this.#running();
    return await new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        child.off('message', hear).off('exit', fail);
      };
      const hear = (report: Report): void => {
        if (report.kind !== kind) return;
        settle();
        resolve(report as Extract<Report, { kind: Kind }>);
      };
      const fail = (): void => {
        settle();
        reject(new Error(`a server of the rig gave no ${kind}; it logged:\n${this.#lastWords()}`));
      };
      const timer = setTimeout(fail, ANSWER_TIMEOUT_MS);
      child.on('message', hear).on('exit', fail);
    });
  }
}
