import { ORDER_STATUSES } from './as-released.js';
import { valuesOf } from './sql-literals.js';

export const STATISTICS = `
  CREATE TABLE order_status_counts (
    status text PRIMARY KEY,
    orders bigint NOT NULL DEFAULT 0
  ) WITH (fillfactor = 50);
  INSERT INTO order_status_counts (status) VALUES ${valuesOf(ORDER_STATUSES.map((status) => [status]))};

  CREATE TABLE order_stats_hourly (
    hour             timestamptz PRIMARY KEY,
    orders           bigint NOT NULL,
    revenue          numeric(20,2) NOT NULL,
    cancelled        bigint NOT NULL,
    cancelled_amount numeric(20,2) NOT NULL
  ) WITH (fillfactor = 50);
  COMMENT ON TABLE order_stats_hourly IS 'By the hour in which orders were placed, whenever they were cancelled';

  CREATE TABLE order_stats_position (
    only_row       boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    transaction_id xid8 NOT NULL,
    id             bigint NOT NULL
  ) WITH (fillfactor = 50);
  COMMENT ON TABLE order_stats_position IS 'The last event of the feed that the statistics include';
  INSERT INTO order_stats_position (transaction_id, id) VALUES ('0', 0);
`;
