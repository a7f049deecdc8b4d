import { BrokenCircuitError, circuitBreaker, handleWhen, type IBreaker } from 'cockatiel';
import type { Logger } from 'pino';
import { ProductServiceTimeoutError, ProductServiceUnavailableError } from '../ports/dependency-errors.js';

export interface BreakerOptions {
  /** Failures in a row after which no more calls are made for a while. */
  readonly failures?: number | undefined;
  /** How long; after it one call is let through, and its outcome decides. */
  readonly pauseMs?: number | undefined;
}

export type BreakerLogger = Pick<Logger, 'info' | 'warn'>;

/** Failures to connect: they do not depend on which product was asked for. */
const NO_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Runs calls to the product service, and while it is known to be down refuses them at once. */
export interface Breaker {
  /** @throws ProductServiceUnavailableError without calling while open; else whatever `call` throws. */
  run<T>(productId: number, call: () => Promise<T>): Promise<T>;
}

export function createBreaker(options: BreakerOptions = {}, logger?: BreakerLogger): Breaker {
  const { failures = 5, pauseMs = 3_000 } = options;
  const streak = new FailureStreak(failures);
  const policy = circuitBreaker(handleWhen(isOutage), { breaker: streak, halfOpenAfter: pauseMs });

  let openedAt = 0;
  policy.onBreak((reason) => {
    openedAt = Date.now();
    const err = 'error' in reason ? reason.error : undefined;
    logger?.warn({ err, pauseMs }, 'product service: calls are suspended');
  });
  policy.onHalfOpen(() => logger?.info('product service: trying whether it is back'));
  policy.onReset(() => logger?.info('product service: calls are resumed'));

  return {
    async run(productId, call) {
      try {
        return await policy.execute(async () => {
          try {
            return await call();
          } catch (error) {
            if (isOutage(error)) streak.note(productId, error);
            throw error;
          }
        });
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        const restMs = openedAt + pauseMs - Date.now();
        throw new ProductServiceUnavailableError(Math.max(1, Math.ceil(restMs / 1000)), { cause: error });
      }
    },
  };
}

function isOutage(error: unknown): error is ProductServiceTimeoutError | ProductServiceUnavailableError {
  return error instanceof ProductServiceTimeoutError || error instanceof ProductServiceUnavailableError;
}

/**
 * Says when to open: after so many failures in a row, unless all of them concern one product. One product whose page
 * always fails must not stop the orders for all others.
 */
class FailureStreak implements IBreaker {
  readonly #threshold: number;
  readonly #products = new Set<number>();
  #noConnection = false;
  #length = 0;

  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  get state(): unknown {
    return this.#length;
  }

  /** Remembers whom a failure concerns; the policy counts it right after, by `failure`. */
  note(productId: number, error: Error): void {
    const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
    if (code !== undefined && NO_CONNECTION.has(code)) this.#noConnection = true;
    else if (this.#products.size < 2) this.#products.add(productId);
  }

  success(): void {
    this.#products.clear();
    this.#noConnection = false;
    this.#length = 0;
  }

  failure(): boolean {
    this.#length += 1;
    return this.#length >= this.#threshold && (this.#noConnection || this.#products.size > 1);
  }
}
