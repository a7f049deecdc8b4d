import type { Order, OrderList } from '@order-service/sdk';

/** Orders up to a limit, page by page; `onMore` is told when there are more than that. */
export async function* takeOrders(
  list: OrderList,
  limit: number,
  onMore: () => void,
): AsyncGenerator<Order, void, undefined> {
  let left = limit;
  for await (const page of list.pages()) {
    const taken = page.data.slice(0, left);
    yield* taken;
    left -= taken.length;
    if (left > 0) continue;
    if (page.data.length > taken.length || page.nextCursor !== undefined) onMore();
    return;
  }
}
