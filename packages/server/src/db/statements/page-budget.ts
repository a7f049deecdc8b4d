import { MAX_PAGE_BYTES } from '../../ports/list-page.js';
import { boolean } from '../sql-types.js';

/** The column of a page's rows that tells whether another entry follows. */
export const FOLLOWED = { followed: boolean };

/** What is cut to the budget of a page. */
interface Candidates {
  /** SELECT of one entry more than the page may hold, as a table that is called `o`. */
  readonly rows: string;
  /** Their order, by columns of `o`. */
  readonly order: string;
  /** Entries that the page may hold. */
  readonly limit: string;
  /** The size of an entry. `octet_length` of a stored text reads its length alone, not the text. */
  readonly bytes: string;
}

/**
 * SELECT of the first entries of `rows` that together fit into a page, and of the first one in any case, with `followed`.
 * Documents of the others are not read.
 */
export function withinPageBudget({ rows, order, limit, bytes }: Candidates): string {
  return `
    SELECT * FROM (
      SELECT o.*, lead(true, 1, false) OVER listed AS followed, row_number() OVER listed AS place,
             sum(${bytes}) OVER listed AS bytes
      FROM (${rows}) o
      WINDOW listed AS (ORDER BY ${order} ROWS UNBOUNDED PRECEDING)
    ) o WHERE place <= ${limit} AND (place = 1 OR bytes <= ${MAX_PAGE_BYTES})`;
}
