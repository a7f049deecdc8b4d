/**
 * The bytes of stored documents that one page of a list holds at most, unless its first entry alone is larger. An order may
 * hold more than 200 KB, so a number of orders bounds neither the memory nor the time that a page takes.
 */
export const MAX_PAGE_BYTES = 512 * 1024;

/** A part of a list: fewer entries than were asked for when more would be larger than `MAX_PAGE_BYTES`. */
export interface ListPage<Entry> {
  readonly entries: readonly Entry[];
  /** Whether other entries follow the last one. */
  readonly hasMore: boolean;
}
