import jsonwebtoken from 'jsonwebtoken';
import { seededOrderOf, seededUser } from './seed.js';

export const CASES = ['create', 'get', 'list', 'transition', 'mix'] as const;
export type Case = (typeof CASES)[number];

export interface LoadRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  /** Undefined for an anonymous request. */
  readonly token?: string;
  readonly body?: string;
}

export const PAGE = 20;
const CALLERS = 250;
const PRODUCTS = 150;
/** Twenty requests of the mix: 12 gets, 5 lists, 2 creates, 1 transition. */
const MIX: readonly Exclude<Case, 'mix'>[] = [
  ...['get', 'list', 'get', 'get', 'create', 'get', 'list', 'get', 'get', 'transition'],
  ...['get', 'list', 'get', 'list', 'get', 'create', 'get', 'list', 'get', 'get'],
] as Exclude<Case, 'mix'>[];

/** The share of transitions in a case's requests. */
export const TRANSITION_SHARE: Readonly<Partial<Record<Case, number>>> = { transition: 1, mix: 1 / 20 };

const TOKEN_LIFE_SECONDS = 24 * 3600;

/** Generates the requests: the same for every contender, except for the orders that transitions use up. */
export class Workload {
  readonly #callers: readonly string[];
  readonly #operator: string;
  readonly #orders: number;
  readonly #lines: number;
  readonly #firstPending: number;
  #nextPending: number;

  /** @param lines of every order that is created */
  constructor(secret: string, orders: number, firstPending: number, lines: number) {
    this.#lines = lines;
    this.#orders = orders;
    this.#firstPending = firstPending;
    const expires = Math.floor(Date.now() / 1000) + TOKEN_LIFE_SECONDS;
    const sign = (userId: number, role?: string): string =>
      jsonwebtoken.sign(
        { sub: String(userId), email: `user${userId}@example.com`, exp: expires, ...(role && { role }) },
        secret,
        { noTimestamp: true },
      );
    this.#callers = Array.from({ length: CALLERS }, (_, index) => sign(seededUser(index)));
    this.#operator = sign(1, 'operator');
    this.#nextPending = firstPending;
  }

  /** `count` requests of a case, of the first `callers` in turn; each order is used for at most one transition. */
  requests(name: Case, count: number, callers = CALLERS): LoadRequest[] {
    return Array.from({ length: count }, (_, turn) => this.#request(name, turn, callers));
  }

  /** The token of one of the callers. */
  tokenOf(caller: number): string {
    return this.#callers[caller] ?? '';
  }

  /** Reserves `count` consecutive pending orders. */
  takePending(count: number): number {
    const first = this.#nextPending;
    this.#nextPending += count;
    if (this.#nextPending > this.#orders) {
      throw new Error(`There are no pending orders left. Seed more: --orders ${this.#orders * 2}`);
    }
    return first;
  }

  /** Returns the last `count` reserved orders, which were not used. */
  returnPending(count: number): void {
    this.#nextPending -= Math.max(0, Math.floor(count));
  }

  /** Makes every order available again, after the database was replaced by a fresh copy. */
  renew(): void {
    this.#nextPending = this.#firstPending;
  }

  #request(name: Case, turn: number, callers: number): LoadRequest {
    const caller = turn % callers;
    const token = this.#callers[caller] ?? '';
    switch (name) {
      case 'mix':
        return this.#request(MIX[turn % MIX.length] ?? 'get', turn, callers);
      case 'create':
        return { method: 'POST', path: '/api/v1/orders', token, body: creation(turn, this.#lines) };
      case 'get':
        return { method: 'GET', path: `/api/v1/orders/${seededOrderOf(caller, turn * 7919, this.#orders)}`, token };
      case 'list':
        return { method: 'GET', path: `/api/v1/orders?limit=${PAGE}`, token };
      case 'transition':
        return {
          method: 'PATCH',
          path: `/api/v1/orders/${this.takePending(1)}/status`,
          token: this.#operator,
          body: '{"status":"confirmed"}',
        };
    }
  }
}

function creation(turn: number, lines: number): string {
  const items = Array.from({ length: lines }, (_, line) => ({
    product_id: 1 + (scattered(turn * lines + line) % PRODUCTS),
    quantity: 1 + (line % 2),
  }));
  return JSON.stringify({ items });
}

/** Pseudo-random numbers that are the same in each run (the finalizer of MurmurHash3). */
function scattered(number: number): number {
  let bits = Math.imul(number + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
