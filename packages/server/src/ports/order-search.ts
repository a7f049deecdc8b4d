import type { OrderStatus } from '../domain/order-status.js';
import type { Order } from '../domain/order.js';
import type { ListPage } from './list-page.js';

/** What the orders of a list have in common. Undefined, or empty, where it does not matter. */
export interface OrderFilters {
  readonly statuses: readonly OrderStatus[];
  /** Times are RFC 3339; after is inclusive, before exclusive. */
  readonly createdAfter: string | undefined;
  readonly createdBefore: string | undefined;
  readonly updatedAfter: string | undefined;
  readonly updatedBefore: string | undefined;
  /** Decimals; inclusive. */
  readonly totalMin: string | undefined;
  readonly totalMax: string | undefined;
  readonly ids: readonly number[] | undefined;
  readonly reference: string | undefined;
  readonly productId: number | undefined;
  /** Letter case does not matter. */
  readonly userEmail: string | undefined;
  /** Every entry has to be among those of the order. */
  readonly metadata: Readonly<Record<string, string>>;
}

export type SortedBy = 'created_at' | 'total_amount' | 'updated_at';

/**
 * Which entries a search reads in their order, a page of them: `orders` themselves, those with a `term` (a product, an e-mail
 * address, a reference, a metadata entry), all of the search by `total` or by time of change (`updated`), or the orders with
 * these `ids`, or with the `reference` of their owner.
 */
export type SearchPath = 'orders' | 'term' | 'total' | 'updated' | 'ids' | 'reference';

export interface SearchOrder {
  readonly by: SortedBy;
  readonly ascending: boolean;
}

/** Where an entry stands in a search: what it is sorted by, and the order's id. */
export interface SearchPosition {
  readonly value: string;
  readonly id: number;
}

export interface OrderSearch {
  readonly path: SearchPath;
  readonly sort: SearchOrder;
  /** Whose orders; undefined for everyone's. */
  readonly ownerId: number | undefined;
  readonly filters: OrderFilters;
  /** The last entry of the previous page. */
  readonly after: SearchPosition | undefined;
  readonly skip: number;
  readonly limit: number;
}

export interface SearchPage extends ListPage<Order> {
  /** The last entry that was read. Its order is not in the page when it has changed and no longer fits. */
  readonly last: SearchPosition | undefined;
  /** The search contains every change up to this time; null when it was read from the orders themselves. */
  readonly asOf: string | null;
}

/** Keeps the search up to date. */
export interface SearchUpdates {
  /** Takes in up to `limit` further events. Returns how many. */
  update(limit: number): Promise<number>;
}
