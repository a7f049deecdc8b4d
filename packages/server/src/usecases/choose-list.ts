import { FilterNotSupportedError } from '../domain/errors.js';
import type { OrderFilters, SearchOrder, SearchPath, SortedBy } from '../ports/order-search.js';

/** The filters by their names in the contract; `user_id` and `scope` go with each of them. */
export type FilterName =
  | 'status'
  | 'created_after'
  | 'created_before'
  | 'updated_after'
  | 'updated_before'
  | 'total_min'
  | 'total_max'
  | 'id'
  | 'reference'
  | 'product_id'
  | 'user_email'
  | 'metadata';

/** A combination of filters for which there is an index. */
export interface ListKind {
  readonly path: SearchPath;
  /** One of these is given; none for a list that needs none of them. */
  readonly by: readonly FilterName[];
  /** These may be given, too. */
  readonly with: readonly FilterName[];
  /** The first is the default. */
  readonly sortedBy: readonly SortedBy[];
  /** Only among the orders of one user. */
  readonly ofOneUser?: boolean;
}

const CREATED = ['created_after', 'created_before'] as const;
const UPDATED = ['updated_after', 'updated_before'] as const;
const TOTAL = ['total_min', 'total_max'] as const;
const TERMS = ['product_id', 'user_email', 'reference', 'metadata'] as const;
const ALL = ['id', ...TERMS, 'status', ...CREATED, ...UPDATED, ...TOTAL] as const;
const ANY_ORDER = ['created_at', 'total_amount', 'updated_at'] as const;

/** Every permitted combination. The first that fits is taken. A test runs each of them, and shows which index it reads. */
export const LIST_KINDS: readonly ListKind[] = [
  { path: 'ids', by: ['id'], with: ALL, sortedBy: ANY_ORDER },
  { path: 'reference', by: ['reference'], with: ALL, sortedBy: ANY_ORDER, ofOneUser: true },
  { path: 'term', by: TERMS, with: ['status', ...CREATED], sortedBy: ['created_at'] },
  { path: 'total', by: TOTAL, with: ['status', ...TOTAL], sortedBy: ['total_amount'] },
  { path: 'updated', by: UPDATED, with: ['status', ...UPDATED], sortedBy: ['updated_at'] },
  { path: 'orders', by: [], with: ['status', ...CREATED], sortedBy: ['created_at'] },
  { path: 'total', by: [], with: ['status'], sortedBy: ['total_amount'] },
  { path: 'updated', by: [], with: ['status'], sortedBy: ['updated_at'] },
];

/** What is asked for. Without `sort` a list has the order that its index has, the largest or newest first. */
export interface ListRequest {
  readonly ownerId: number | undefined;
  readonly filters: OrderFilters;
  readonly sort: SearchOrder | undefined;
}

export interface ChosenList {
  readonly path: SearchPath;
  readonly sort: SearchOrder;
}

/** Chooses the index for a list. @throws FilterNotSupportedError when none has this combination */
export function chooseList({ ownerId, filters, sort }: ListRequest): ChosenList {
  const given = namesOf(filters);
  const kind = LIST_KINDS.find((one) => fits(one, given, ownerId) && (!sort || one.sortedBy.includes(sort.by)));
  if (!kind || (kind.path === 'term' && Object.keys(filters.metadata).length > 1)) {
    throw new FilterNotSupportedError(given, sort?.by, alternatives(given, ownerId));
  }
  return { path: kind.path, sort: sort ?? { by: kind.sortedBy[0] ?? 'created_at', ascending: false } };
}

function fits(kind: ListKind, given: readonly FilterName[], ownerId: number | undefined): boolean {
  if (kind.ofOneUser && ownerId === undefined) return false;
  const leading = given.filter((name) => kind.by.includes(name));
  if (kind.by.length > 0 && leading.length === 0) return false;
  const others = given.filter((name) => !kind.with.includes(name));
  // A filter that leads needs not be among those that may be given, too: one of the terms leads, and no second one.
  return others.length === 0 || (others.length === 1 && leading[0] === others[0]);
}

/** What can be asked for with at least one of the filters that were given; of everything when there is none. */
function alternatives(given: readonly FilterName[], ownerId: number | undefined): readonly ListKind[] {
  const possible = LIST_KINDS.filter((kind) => !kind.ofOneUser || ownerId !== undefined);
  const related = possible.filter(({ by }) => by.some((name) => given.includes(name)));
  return related.length > 0 ? related : possible;
}

function namesOf(filters: OrderFilters): FilterName[] {
  const given: Readonly<Record<FilterName, boolean>> = {
    status: filters.statuses.length > 0,
    created_after: filters.createdAfter !== undefined,
    created_before: filters.createdBefore !== undefined,
    updated_after: filters.updatedAfter !== undefined,
    updated_before: filters.updatedBefore !== undefined,
    total_min: filters.totalMin !== undefined,
    total_max: filters.totalMax !== undefined,
    id: filters.ids !== undefined,
    reference: filters.reference !== undefined,
    product_id: filters.productId !== undefined,
    user_email: filters.userEmail !== undefined,
    metadata: Object.keys(filters.metadata).length > 0,
  };
  return (Object.keys(given) as FilterName[]).filter((name) => given[name]);
}
