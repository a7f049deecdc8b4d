import type { Trace } from './trace.js';
import type { Product } from '../domain/product.js';

/** The products that can be ordered. */
export interface ProductCatalogue {
  /**
   * Looks up the distinct `productIds`, all at the same time. The map has no entry for a product that does not exist.
   * @throws ProductServiceTimeoutError, ProductServiceUnavailableError or ProductServiceInvalidResponseError; the reason
   * of `signal` when that aborts
   */
  lookUp(productIds: readonly number[], context: LookUpContext): Promise<ReadonlyMap<number, Product>>;
}

export interface LookUpContext extends Trace {
  /** Aborts when the caller disconnects. */
  readonly signal?: AbortSignal | undefined;
}
