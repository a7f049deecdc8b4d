import { writeFile } from 'node:fs/promises';
import { FileError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import type { Io } from '../../terminal/io.js';
import { compactJson } from '../../render/json.js';
import { describeError } from '../failure/describe-error.js';

/** One of many tasks that failed. */
export interface Failure {
  /** The task as messages name it: `line 17`, `order 42`. */
  readonly subject: string;
  /** The task as the NDJSON report contains it. */
  readonly task: object;
  readonly message: string;
  readonly problem: object;
  readonly requestId?: string | undefined;
  /** Whether the same request may succeed later. */
  readonly isTemporary?: boolean;
}

/** The consequence of a failure for the remaining tasks; `hopeless`: they would fail too. */
export type Verdict = 'go on' | 'interrupted' | 'hopeless';

const MAX_SHOWN = 20;
const MAX_UNAVAILABLE_IN_A_ROW = 10;

/** Collects failures, and decides when the remaining tasks would fail too. */
export class Failures {
  readonly #failures: Failure[] = [];
  #unlogged: Failure[] = [];
  #unavailableInARow = 0;

  get count(): number {
    return this.#failures.length;
  }

  /** How many of them may succeed when the command is run again. */
  get temporaryCount(): number {
    return this.#failures.filter(({ isTemporary }) => isTemporary).length;
  }

  /** Records a success: the service is available. */
  succeeded(): void {
    this.#unavailableInARow = 0;
  }

  /** Records a failure; errors caused by an interruption are ignored. */
  async add(subject: string, task: object, error: unknown): Promise<Verdict> {
    const { message, problem, requestId, exitCode } = await describeError(error);
    if (exitCode === EXIT.interrupted) return 'interrupted';
    const isTemporary = exitCode === EXIT.unavailable || isSignInProblem(problem) || isInUse(problem);
    const failure = { subject, task, message, problem, requestId, isTemporary };
    this.#failures.push(failure);
    this.#unlogged.push(failure);
    this.#unavailableInARow = exitCode === EXIT.unavailable ? this.#unavailableInARow + 1 : 0;
    const isHopeless = isSignInProblem(problem) || this.#unavailableInARow >= MAX_UNAVAILABLE_IN_A_ROW;
    return isHopeless ? 'hopeless' : 'go on';
  }

  /** Records failures that were found before anything was sent, and have been logged. */
  addLogged(failures: readonly Failure[]): void {
    for (const failure of failures) this.#failures.push(failure);
  }

  /** Logs the failures since the last call, the first of them one by one. */
  log(io: Io): void {
    const failures = this.#unlogged;
    this.#unlogged = [];
    for (const { subject, message, requestId } of failures.slice(0, MAX_SHOWN)) {
      io.log(`${subject}: ${message}${requestId ? ` (request id ${requestId})` : ''}`);
    }
    if (failures.length > MAX_SHOWN) io.log(`and ${failures.length - MAX_SHOWN} more`);
  }

  /** Writes every failure as NDJSON. Throws FileError. */
  async write(path: string): Promise<void> {
    const text = this.#failures.map(({ task, problem }) => `${compactJson({ ...task, problem })}\n`).join('');
    try {
      await writeFile(path, text);
    } catch (error) {
      throw new FileError(`The report ${path} cannot be written.`, { cause: error });
    }
  }
}

/** Another request with the same idempotency key has not ended. */
function isInUse(problem: object): boolean {
  return 'code' in problem && problem.code === 'idempotency_key_in_use';
}

/** A token that was rejected once will be rejected for every other task. */
function isSignInProblem(problem: object): boolean {
  return 'status' in problem && problem.status === 401;
}
