import { UnexpectedResponseError } from './errors.js';
import type { Order } from './contract.js';

/** One page of orders. */
export interface OrderPage {
  readonly data: Order[];
  /** Where the next page begins; absent on the last one. */
  readonly nextCursor?: string;
}

/** Reads the page at `cursor`, or the first one. */
export type ReadPage = (cursor: string | undefined) => Promise<OrderPage>;

/** Orders that are read when they are asked for: `for await (const order of client.orders.list())`. */
export class OrderList implements AsyncIterable<Order> {
  readonly #readPage: ReadPage;

  constructor(readPage: ReadPage) {
    this.#readPage = readPage;
  }

  /** The first page alone, and where the next one begins. */
  page(): Promise<OrderPage> {
    return this.#readPage(undefined);
  }

  /** Page after page, to the last. */
  async *pages(): AsyncGenerator<OrderPage, void, undefined> {
    let cursor: string | undefined;
    do {
      const page = await this.#readPage(cursor);
      yield page;
      if (page.nextCursor !== undefined && page.nextCursor === cursor) {
        throw new UnexpectedResponseError('The service names the same page as its own next page.');
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  /** Order after order, to the last. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Order, void, undefined> {
    for await (const page of this.pages()) yield* page.data;
  }

  /** The first `limit` orders. The limit is required, because there may be more orders than memory. */
  async toArray({ limit }: { readonly limit: number }): Promise<Order[]> {
    const orders: Order[] = [];
    if (limit <= 0) return orders;
    for await (const order of this) {
      if (orders.push(order) >= limit) break;
    }
    return orders;
  }
}
