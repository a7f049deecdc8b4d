/** What a server does with one table or sequence, and therefore has to be granted: see docs/operations.md. */
export interface NeededPrivilege {
  readonly object: string;
  readonly privilege: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'USAGE';
}

const NEEDED: Readonly<Record<string, readonly NeededPrivilege['privilege'][]>> = {
  cell: ['SELECT'],
  event_deliveries: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  event_retention: ['SELECT', 'UPDATE'],
  foreign_lanes: ['SELECT'],
  idempotency_keys: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  knex_migrations: ['SELECT'],
  lane_moves: ['SELECT'],
  moved_rows: ['SELECT', 'DELETE'],
  order_events: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  order_items: ['INSERT'],
  order_search: ['SELECT', 'INSERT', 'UPDATE'],
  order_search_position: ['SELECT', 'INSERT', 'UPDATE'],
  order_search_terms: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  order_stats_hourly: ['SELECT', 'INSERT', 'UPDATE'],
  order_stats_position: ['SELECT', 'INSERT', 'UPDATE'],
  order_status_counts: ['SELECT', 'INSERT', 'UPDATE'],
  order_status_transitions: ['SELECT'],
  orders: ['SELECT', 'INSERT', 'UPDATE'],
  orders_id_seq: ['USAGE'],
  outbox: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  skipped_events: ['SELECT', 'INSERT', 'UPDATE'],
  unacknowledged_orders: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  user_erasures: ['SELECT', 'INSERT', 'UPDATE'],
};

/** What a server is granted that writes. */
export const NEEDED_PRIVILEGES: readonly NeededPrivilege[] = Object.entries(NEEDED).flatMap(([object, privileges]) =>
  privileges.map((privilege) => ({ object, privilege })),
);

/** What suffices for a server that only reads. */
export const READING_PRIVILEGES: readonly NeededPrivilege[] = NEEDED_PRIVILEGES.filter(
  ({ privilege }) => privilege === 'SELECT',
);
