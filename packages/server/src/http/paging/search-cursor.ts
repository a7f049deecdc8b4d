import { createHash } from 'node:crypto';
import type { OrderSearch, SearchPosition } from '../../ports/order-search.js';
import { ValidationFailedError } from '../problems/request-errors.js';
import { cursorCodec, DECIMAL, HEX, positiveInteger, TIMESTAMP } from './cursor-codec.js';

const fields = { id: positiveInteger(Number.MAX_SAFE_INTEGER), fingerprint: HEX };
type Position = SearchPosition & { readonly fingerprint: string };

const byAmount = cursorCodec<Position>('search_by_amount', { value: DECIMAL, ...fields });
const byTime = cursorCodec<Position>('search_by_time', { value: TIMESTAMP, ...fields });

export type Searched = Pick<OrderSearch, 'sort' | 'ownerId' | 'filters'>;

/** Cursors of one search: its order and filters are part of them, so that none is taken for one of another search. */
export interface SearchCursor {
  encode(position: SearchPosition): string;
  /** @throws ValidationFailedError for a cursor of another list */
  decode(cursor: string): SearchPosition;
}

export function searchCursor(searched: Searched): SearchCursor {
  const codec = searched.sort.by === 'total_amount' ? byAmount : byTime;
  const fingerprint = fingerprintOf(searched);
  return {
    encode: ({ value, id }) => codec.encode({ value, id, fingerprint }),
    decode(cursor) {
      const { value, id, fingerprint: ofCursor } = codec.decode(cursor);
      if (ofCursor === fingerprint) return { value, id };
      throw new ValidationFailedError([
        { in: 'query', pointer: '/cursor', detail: 'is not a cursor of this list; start again without one' },
      ]);
    },
  };
}

function fingerprintOf({ sort, ownerId, filters }: Searched): string {
  const { statuses, ids = [], metadata, ...others } = filters;
  const canonical = JSON.stringify([
    [sort.by, sort.ascending, ownerId ?? null],
    [...statuses].sort(),
    [...ids].sort((a, b) => a - b),
    Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)),
    Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
  return createHash('sha256').update(canonical).digest('hex').slice(0, 16);
}
