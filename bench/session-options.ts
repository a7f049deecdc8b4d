import { sessionSettings } from '../packages/server/src/db/session-settings.js';

/** The settings of the service's sessions that decide what a statement costs. */
const COST = ['jit', 'max_parallel_workers_per_gather', 'plan_cache_mode', 'random_page_cost', 'synchronous_commit'];

/** What a session of a bench is opened with, as libpq's `options`: what the service sets in its own sessions. */
export function sessionOptions(): string {
  const settings = sessionSettings();
  return COST.map((name) => `-c ${name}=${settings[name]}`).join(' ');
}
