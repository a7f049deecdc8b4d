import { BrokenCircuitError, circuitBreaker, handleWhen, type IBreaker } from 'cockatiel';
import type { Logger } from 'pino';
import { createProductMeasurements, type ProductMeasurements } from '../measuring/measurements.js';
import { ProductServiceTimeoutError, ProductServiceUnavailableError } from '../ports/dependency-errors.js';

export interface BreakerOptions {
  /** Consecutive failures that open the breaker. */
  readonly failures?: number;
  /** How long it stays open. After that one call is let through, and its result closes or opens it again. */
  readonly openMs?: number;
}

export type BreakerLogger = Pick<Logger, 'info' | 'warn'>;

/** Failures to connect, which cannot depend on the product. */
const CONNECTION_FAILURES = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** A circuit breaker around calls to the product service. */
export interface Breaker {
  /**
   * Makes a call about `productIds`.
   * @throws ProductServiceUnavailableError, without a call, while the breaker is open; else what `call` throws
   */
  run<T>(productIds: readonly number[], call: () => Promise<T>): Promise<T>;
}

export function createBreaker(
  options: BreakerOptions = {},
  logger?: BreakerLogger,
  measurements: Pick<ProductMeasurements, 'breaker' | 'breakerOpened'> = createProductMeasurements(),
): Breaker {
  const { failures = 5, openMs = 3_000 } = options;
  const streak = new FailureStreak(failures);
  const policy = circuitBreaker(handleWhen(isOutage), { breaker: streak, halfOpenAfter: openMs });

  let openedAtMs = 0;
  policy.onBreak((reason) => {
    openedAtMs = Date.now();
    measurements.breaker = 'open';
    measurements.breakerOpened += 1;
    const err = 'error' in reason ? reason.error : undefined;
    logger?.warn({ err, openMs }, 'product service: the circuit breaker is open, calls are suspended');
  });
  policy.onHalfOpen(() => {
    measurements.breaker = 'half_open';
    logger?.info('product service: the circuit breaker is half open, one call is let through');
  });
  policy.onReset(() => {
    measurements.breaker = 'closed';
    logger?.info('product service: the circuit breaker is closed, calls are resumed');
  });

  return {
    async run(productIds, call) {
      try {
        return await policy.execute(async () => {
          try {
            return await call();
          } catch (error) {
            if (isOutage(error)) streak.add(productIds, error);
            throw error;
          }
        });
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        const remainingMs = openedAtMs + openMs - Date.now();
        throw new ProductServiceUnavailableError(Math.max(1, Math.ceil(remainingMs / 1000)), { cause: error });
      }
    },
  };
}

function isOutage(error: unknown): error is ProductServiceTimeoutError | ProductServiceUnavailableError {
  return error instanceof ProductServiceTimeoutError || error instanceof ProductServiceUnavailableError;
}

/**
 * Decides when the breaker opens: after a number of consecutive failures, unless all of them are about one product. A
 * single product that always fails must not stop the orders for all others.
 */
class FailureStreak implements IBreaker {
  readonly #threshold: number;
  readonly #products = new Set<number>();
  #hasConnectionFailure = false;
  #length = 0;

  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  get state(): unknown {
    return this.#length;
  }

  /** Records which products a failure is about. The policy counts the failure right after that, with `failure`. */
  add(productIds: readonly number[], error: Error): void {
    const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
    if (code !== undefined && CONNECTION_FAILURES.has(code)) this.#hasConnectionFailure = true;
    else if (this.#products.size < 2) for (const productId of productIds) this.#products.add(productId);
  }

  success(): void {
    this.#products.clear();
    this.#hasConnectionFailure = false;
    this.#length = 0;
  }

  failure(): boolean {
    this.#length += 1;
    return this.#length >= this.#threshold && (this.#hasConnectionFailure || this.#products.size > 1);
  }
}
