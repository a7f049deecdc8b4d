export type { components, paths, operations, webhooks } from './generated/schema.js';
export { EVENT_TYPES, ORDER_STATUSES, PROBLEM_CODES } from './generated/values.js';
