/**
 * For tables whose rows are updated or deleted all the time: dead rows are at most a twentieth of the table, instead of a fifth,
 * so that its size follows its live rows. See docs/adr/0106-autovacuum.md.
 */
export const VACUUMED_OFTEN = `WITH (
    autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05
  )`;
