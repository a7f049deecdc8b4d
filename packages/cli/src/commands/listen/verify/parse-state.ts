import { STATE_MEMBERS, type OrderState, type OrderStates } from './expected-state.js';

/** What the command of --verify printed is not a state. */
export class InvalidStateError extends Error {
  override readonly name = 'InvalidStateError';
}

/**
 * Parses the state of a consumer: objects with `order_id` and any of STATE_MEMBERS, one a line or in a JSON array; or one
 * JSON object from ids to such objects, or to statuses. Other members are ignored.
 *
 * @throws {InvalidStateError}
 */
export function parseState(text: string): OrderStates {
  const states = new Map<number, OrderState>();
  for (const record of records(text)) {
    const { order_id: orderId, ...state } = readRecord(record);
    if (states.has(orderId)) throw new InvalidStateError(`The state has order ${orderId} twice.`);
    states.set(orderId, state);
  }
  const hasMembers = [...states.values()].some((state) => Object.keys(state).length > 0);
  if (states.size > 0 && !hasMembers) {
    throw new InvalidStateError(`The state has nothing to compare: none of ${STATE_MEMBERS.join(', ')}.`);
  }
  return states;
}

function records(text: string): unknown[] {
  const whole = parseJson(text);
  if (Array.isArray(whole)) return whole;
  if (isObject(whole) && !('order_id' in whole)) {
    return Object.entries(whole).map(([orderId, state]) =>
      isObject(state) ? { ...state, order_id: orderId } : { order_id: orderId, status: state },
    );
  }
  if (whole !== undefined) return [whole];
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const record = parseJson(line);
      if (record === undefined)
        throw new InvalidStateError(`The state has a line that is not JSON: ${line.slice(0, 80)}`);
      return record;
    });
}

/** The value; undefined for text that is not one JSON document. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readRecord(record: unknown): OrderState & { readonly order_id: number } {
  const orderId = isObject(record) ? wholeNumber(record.order_id) : undefined;
  if (!isObject(record) || orderId === undefined) {
    throw new InvalidStateError(`The state has a record without an order_id: ${JSON.stringify(record).slice(0, 80)}`);
  }
  const members = STATE_MEMBERS.flatMap((name) => {
    const value = record[name];
    return value === undefined || value === null ? [] : [[name, readMember(name, value)] as const];
  });
  return { ...(Object.fromEntries(members) as OrderState), order_id: orderId };
}

function readMember(name: (typeof STATE_MEMBERS)[number], value: unknown): string | number {
  if (name === 'status') return String(value);
  const number = Number(value);
  if (!Number.isFinite(number)) throw new InvalidStateError(`The state has a ${name} that is no number.`);
  return name === 'total_amount' ? number.toFixed(2) : number;
}

function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
