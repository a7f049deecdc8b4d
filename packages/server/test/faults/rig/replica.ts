import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ProcessGuard } from '../../../../../test/services/process-guard.js';
import type { Command, FaultPlan, Report, ResourceUsage, Step } from './fault-plan.js';

const PROGRAM = fileURLToPath(new URL('./faulty-server.ts', import.meta.url));
const REPOSITORY = fileURLToPath(new URL('../../../../..', import.meta.url));
const ANSWER_TIMEOUT_MS = 60_000;

export interface ReplicaOptions {
  readonly variables: Readonly<Record<string, string>>;
  readonly plan: FaultPlan;
  readonly log: string;
  readonly guard: ProcessGuard;
}

/** One server process, which can be killed, stopped, made to crash at a step, and restarted. */
export class Replica {
  /** How often the process exited although nothing had ended it. */
  unexpectedExits = 0;
  readonly #options: ReplicaOptions;
  #process: ChildProcess | undefined;
  #port: number | undefined;
  #exitExpected = false;

  constructor(options: ReplicaOptions) {
    this.#options = options;
  }

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
    const { variables, plan, guard } = this.#options;
    const log = await open(this.#options.log, 'a');
    try {
      const child = spawn(process.execPath, ['--import', 'tsx', '--expose-gc', PROGRAM], {
        cwd: REPOSITORY,
        env: { PATH: process.env.PATH, ...variables, RIG_FAULTS: JSON.stringify(plan) },
        stdio: ['ignore', log.fd, log.fd, 'ipc'],
        detached: true, // Ctrl-C in the terminal must reach only the rig, which stops the server
      });
      await once(child, 'spawn');
      const pid = child.pid ?? 0;
      guard.watch(pid);
      this.#process = child;
      this.#exitExpected = false;
      child.once('exit', () => {
        guard.release(pid);
        if (!this.#exitExpected) this.unexpectedExits += 1;
        if (this.#process === child) this.#process = this.#port = undefined;
      });
      const { url } = await this.#report('ready');
      this.#port = Number(new URL(url).port);
    } finally {
      await log.close();
    }
    return this;
  }

  /** Makes the process crash when it reaches `step` for the nth time; resolves to false if it did not within the time. */
  async crashAt(step: Step, occurrence: number, timeoutMs: number): Promise<boolean> {
    const child = this.#running();
    this.#exitExpected = true;
    const ended = once(child, 'exit').then(() => true);
    this.#send({ kind: 'crash', step, occurrence });
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), timeoutMs)));
    const crashed = await Promise.race([ended, timeout]);
    clearTimeout(timer);
    return crashed;
  }

  /** Stops or continues the process. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#running().kill(signal);
  }

  /** Ends the process; resolves with its exit code, null after SIGKILL. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.#process;
    if (!child) return null;
    this.#exitExpected = true;
    const ended = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    return (await ended)[0];
  }

  /** Memory and open handles of the process. */
  async resourceUsage(): Promise<ResourceUsage> {
    this.#send({ kind: 'resourceUsage' });
    return await this.#report('resourceUsage');
  }

  #running(): ChildProcess {
    if (!this.#process) throw new Error(`the server does not run; its log ends with:\n${this.#logTail()}`);
    return this.#process;
  }

  #logTail(): string {
    return readFileSync(this.#options.log, 'utf8').slice(-2_000);
  }

  #send(command: Command): void {
    this.#running().send(command);
  }

  async #report<Kind extends Report['kind']>(kind: Kind): Promise<Extract<Report, { kind: Kind }>> {
    const child = this.#running();
    return await new Promise((resolve, reject) => {
      const removeListeners = (): void => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onFailure);
      };
      const onMessage = (report: Report): void => {
        if (report.kind !== kind) return;
        removeListeners();
        resolve(report as Extract<Report, { kind: Kind }>);
      };
      const onFailure = (): void => {
        removeListeners();
        reject(new Error(`a server of the rig did not report ${kind}; its log ends with:\n${this.#logTail()}`));
      };
      const timer = setTimeout(onFailure, ANSWER_TIMEOUT_MS);
      child.on('message', onMessage).on('exit', onFailure);
    });
  }
}
