/**
 * To be put into the FROM clause of a read whose rows are answered with as facts, in a statement that `writes`. After a
 * crash a primary shows changes whose commits were still waiting for a standby, and a failover undoes them. This read
 * writes a little into the log, so that it returns like a commit: when all that was committed before it will last.
 */
export const DURABLE_READ = `(SELECT pg_logical_emit_message(true, 'order-service', '')) durable_read`;
