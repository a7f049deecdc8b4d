import { isOrderStatus, ORDER_STATUSES, transitionsFrom } from '../domain/order-status.js';
import type { TimedTransition } from '../domain/timed-transition.js';
import { parseDuration } from './duration.js';
import type { Variables } from './environment-variables.js';

const NAME = 'TIMED_TRANSITIONS';
const FORM = 'Write it as in pending:30m:cancelled, with a time in s, m, h or d';
const MAX_DIGITS = 9;
const MAX_DAYS = 3_650;
const SECONDS_OF_A_DAY = 86_400;

/** A comma list such as `pending:30m:cancelled,shipped:14d:delivered`; at most one entry for each status. */
export function readTimedTransitions(variables: Variables): readonly TimedTransition[] {
  const entries = variables.list(NAME).map(parse);
  const timers = entries.filter((entry) => typeof entry !== 'string');
  const problems = entries.filter((entry) => typeof entry === 'string');
  const repeated = timers.filter(({ from }, index) => timers.findIndex((other) => other.from === from) < index);
  problems.push(...repeated.map(({ from }) => `has more than one entry for ${from}. Keep one of them.`));
  variables.problems.push(...problems.map((problem) => `${NAME} ${problem}`));
  return timers;
}

/** An entry, or what completes "TIMED_TRANSITIONS …". */
function parse(entry: string): TimedTransition | string {
  const [from = '', after = '', to = '', ...rest] = entry.split(':').map((part) => part.trim());
  if (rest.length > 0 || to === '') return `has "${entry}". ${FORM}.`;
  const unknown = [from, to].filter((status) => !isOrderStatus(status));
  if (!isOrderStatus(from) || !isOrderStatus(to)) {
    return `has ${unknown.join(' and ')} in "${entry}". Use ${ORDER_STATUSES.join(', ')}.`;
  }
  const afterSeconds = parseDuration(after, MAX_DIGITS);
  if (afterSeconds === undefined) return `has the time "${after}" in "${entry}". ${FORM}.`;
  if (afterSeconds > MAX_DAYS * SECONDS_OF_A_DAY) return `has a time of more than ${MAX_DAYS}d in "${entry}".`;
  const allowed = transitionsFrom(from);
  if (!allowed.includes(to)) {
    const instead = allowed.length > 0 ? `It can become ${allowed.join(' or ')}` : 'That status is final';
    return `has "${entry}", but no order can go from ${from} to ${to}. ${instead}.`;
  }
  return { from, to, after, afterSeconds };
}
