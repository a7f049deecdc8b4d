import type { PagePromise } from '@order-service/sdk';

/** The first items of a list, up to a limit. `hasMore` is valid after the last of them has been read. */
export function takeItems<Item>(
  list: PagePromise<Item>,
  limit: number,
): { readonly rows: AsyncIterable<Item>; hasMore: () => boolean } {
  let more = false;
  async function* take(): AsyncGenerator<Item, void, undefined> {
    let left = limit;
    for await (const page of list.pages()) {
      const taken = page.items.slice(0, left);
      yield* taken;
      left -= taken.length;
      if (left > 0) continue;
      more = page.items.length > taken.length || page.hasNextPage();
      return;
    }
  }
  return { rows: take(), hasMore: () => more };
}
