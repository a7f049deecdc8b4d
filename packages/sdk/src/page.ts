import type { ApiPromise, WithResponse } from './api-promise.js';
import { OrderServiceError, UnexpectedResponseError } from './errors.js';

/**
 * One page of a list, the same for every list. Iterating over it gives its items, and after them those of the pages
 * that follow.
 */
export interface Page<Item> extends AsyncIterable<Item> {
  /** The items of this page alone. */
  readonly items: Item[];
  /**
   * Where the next page begins: the `cursor` of a later call. Absent after the last page of a list that ends; the feed
   * of events has one always, from which a later call gets what has happened since.
   */
  readonly nextCursor?: string;
  /** Whether more items were there when this page was read. */
  hasNextPage(): boolean;
  /**
   * Reads the page that begins at `nextCursor`, with the parameters and options of this one.
   *
   * @throws {OrderServiceError} when there is no `nextCursor`
   */
  nextPage(): Promise<Page<Item>>;
  /** This page, and those that follow, as they are read. */
  pages(): AsyncGenerator<Page<Item>, void, undefined>;
}

/**
 * A page that has been asked for. `await` it for the page, or iterate over it for the items of this page and of those
 * that follow, which are read one after the other, when their turn comes.
 */
export interface PagePromise<Item> extends ApiPromise<Page<Item>>, AsyncIterable<Item> {
  /** The pages, one after the other: `for await (const page of client.orders.list().pages())`. */
  pages(): AsyncGenerator<Page<Item>, void, undefined>;
  /** The first `limit` items. The limit is required, because a list may have more items than fit into memory. */
  toArray(options: { readonly limit: number }): Promise<Item[]>;
}

/** What one answer says of a page. */
export interface PageContent<Item> {
  readonly items: Item[];
  /** `null` and `undefined` alike: there is none. */
  readonly nextCursor: string | null | undefined;
  readonly hasMore: boolean;
}

/** How the pages of one list are read. */
export interface PageSource<Body, Item> {
  /** Reads the page at `cursor`; the first one, or where the caller's parameters say, when it is `undefined`. */
  read(cursor: string | undefined): ApiPromise<Body>;
  /** @throws {UnexpectedResponseError} when the answer is not a page */
  content(answer: WithResponse<Body>): PageContent<Item>;
}

/** Asks for the first page of a list. */
export function firstPage<Body, Item>(source: PageSource<Body, Item>): PagePromise<Item> {
  return pageAt(source, undefined);
}

function pageAt<Body, Item>(source: PageSource<Body, Item>, cursor: string | undefined): PagePromise<Item> {
  const answer = source.read(cursor);
  const call = readPage(source, cursor, answer);
  const page = call.then(({ data }) => data);
  // The list may be iterated over later than its first page fails; the failure is reported there.
  page.catch(() => undefined);

  async function* pages(): AsyncGenerator<Page<Item>, void, undefined> {
    yield* (await page).pages();
  }

  return Object.assign(page, {
    withResponse: () => call,
    asResponse: () => answer.asResponse(),
    pages,
    [Symbol.asyncIterator]: () => itemsOf(pages()),
    toArray: ({ limit }: { readonly limit: number }) => takeItems(itemsOf(pages()), limit),
  });
}

async function readPage<Body, Item>(
  source: PageSource<Body, Item>,
  cursor: string | undefined,
  call: ApiPromise<Body>,
): Promise<WithResponse<Page<Item>>> {
  const answer = await call.withResponse();
  const content = source.content(answer);
  if (content.hasMore && content.nextCursor === cursor) {
    throw new UnexpectedResponseError('The service names the same page as its own next page.');
  }
  return { data: createPage(source, content), response: answer.response };
}

function createPage<Body, Item>(source: PageSource<Body, Item>, content: PageContent<Item>): Page<Item> {
  const nextCursor = content.nextCursor ?? undefined;
  const page: Page<Item> = {
    items: content.items,
    ...(nextCursor !== undefined && { nextCursor }),
    hasNextPage: () => content.hasMore,
    async nextPage() {
      if (nextCursor === undefined) throw new OrderServiceError('This is the last page: ask hasNextPage() first.');
      return pageAt(source, nextCursor);
    },
    async *pages() {
      yield page;
      for (let current = page; current.hasNextPage();) {
        current = await current.nextPage();
        yield current;
      }
    },
    [Symbol.asyncIterator]: () => itemsOf(page.pages()),
  };
  return page;
}

async function* itemsOf<Item>(pages: AsyncIterable<Page<Item>>): AsyncGenerator<Item, void, undefined> {
  for await (const { items } of pages) yield* items;
}

async function takeItems<Item>(items: AsyncIterable<Item>, limit: number): Promise<Item[]> {
  const taken: Item[] = [];
  if (limit <= 0) return taken;
  for await (const item of items) {
    if (taken.push(item) >= limit) break;
  }
  return taken;
}
