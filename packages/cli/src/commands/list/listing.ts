import {
  isProblem,
  type ListOrdersParams,
  type Order,
  type OrderServiceClient,
  type PagePromise,
} from '@order-service/sdk';
import type { Context } from '../../features/context.js';
import type { Compare, Sort } from '../../features/orders/parse-fields.js';

export interface Listing {
  readonly list: PagePromise<Order>;
  /** How to sort what was listed; undefined when the service has sorted it. */
  readonly sort: Compare | undefined;
  readonly asOf: Date | undefined;
}

/** Asks for the list. The service sorts it if it has an index for that; otherwise what is listed is sorted here. */
export async function listing(
  context: Context,
  client: OrderServiceClient,
  { params, sort }: { readonly params: ListOrdersParams; readonly sort: Sort | undefined },
): Promise<Listing> {
  const ask = (order?: ListOrdersParams['sort']): PagePromise<Order> =>
    client.orders.list({ ...params, ...(order && { sort: order }) }, { signal: context.signal });
  const list = ask(sort?.byService);
  try {
    const { response } = await list.withResponse();
    const asOf = response.headers.get('as-of');
    return {
      list,
      sort: sort?.byService ? undefined : sort?.compare,
      asOf: asOf === null ? undefined : new Date(asOf),
    };
  } catch (error) {
    if (!sort?.byService || !isProblem(error, 'filter_not_supported')) throw error;
    return { list: ask(), sort: sort.compare, asOf: undefined };
  }
}

/** Collects all rows and sorts them. */
export async function* sorted(rows: AsyncIterable<Order>, compare: Compare): AsyncGenerator<Order, void, undefined> {
  const all: Order[] = [];
  for await (const row of rows) all.push(row);
  yield* all.sort(compare);
}
