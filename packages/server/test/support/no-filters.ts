import type { OrderFilters } from '../../src/ports/order-search.js';

/** The filters of a search for every order. */
export const NO_FILTERS: OrderFilters = {
  ...{
    statuses: [],
    createdAfter: undefined,
    createdBefore: undefined,
    updatedAfter: undefined,
    updatedBefore: undefined,
  },
  ...{ totalMin: undefined, totalMax: undefined, ids: undefined, reference: undefined, productId: undefined },
  ...{ userEmail: undefined, metadata: {} },
};
