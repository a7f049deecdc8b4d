/**
 * How long a plan is kept (https://www.postgresql.org/docs/current/runtime-config-query.html). With `auto`, arrays make
 * PostgreSQL estimate a plan for their very length to be cheaper than one for any length. It then plans a statement each
 * time, at up to twice the cost of the statement itself.
 */
export type PlanCacheMode = 'auto' | 'force_generic_plan';

/**
 * Prepared statements get plans for pages of unknown length, which on a large table would start the JIT compiler and
 * parallel workers: a page of the feed took 27 ms with them, and takes 0.05 ms without.
 */
const SESSION_SETTINGS = {
  timezone: 'UTC',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  random_page_cost: '1.1', // the default is for spinning disks, on which reading a whole table beats many look-ups
};

/** What a session is opened with, as libpq's `options`: it overrides the settings of the database and the role. */
export function sessionOptions(planCacheMode: PlanCacheMode = 'force_generic_plan'): string {
  return Object.entries({ ...SESSION_SETTINGS, plan_cache_mode: planCacheMode })
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}
