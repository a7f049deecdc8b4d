import type { Trace } from './trace.js';
import type { Product } from '../domain/product.js';

/** What the use cases need from the world. Each port has one real implementation, in db/, products/ or outbox/. */

export interface ProductCatalogue {
  /**
   * Looks up each of the distinct `productIds` once, all at once. A product that does not exist is absent from the map.
   * @throws the product service errors of domain/dependency-errors.ts when the product service fails; never one of fetch or of a socket.
   */
  lookUp(productIds: readonly number[], context: LookUpContext): Promise<ReadonlyMap<number, Product>>;
}

export interface LookUpContext extends Trace {
  /** Aborts the look-up when the caller has gone. */
  readonly signal?: AbortSignal | undefined;
}
