import type { Order, OrderList } from '@order-service/sdk';

/** Orders up to a limit, page by page, and whether there are more than that: to be asked after the last one. */
export function takeOrders(
  list: OrderList,
  limit: number,
): { readonly rows: AsyncIterable<Order>; hasMore: () => boolean } {
  let more = false;
  async function* take(): AsyncGenerator<Order, void, undefined> {
    let left = limit;
    for await (const page of list.pages()) {
      const taken = page.data.slice(0, left);
      yield* taken;
      left -= taken.length;
      if (left > 0) continue;
      more = page.data.length > taken.length || page.nextCursor !== undefined;
      return;
    }
  }
  return { rows: take(), hasMore: () => more };
}
