/**
 * For the FROM clause of a read whose rows are reported as committed, in a statement that `writes`. After a crash a
 * primary shows changes whose commits were still waiting for a standby, and a failover undoes them. This writes a
 * message to the log, so that the statement returns like a commit: when everything committed before it is durable.
 */
export const DURABLE_READ = `(SELECT pg_logical_emit_message(true, 'order-service', '')) durable_read`;
