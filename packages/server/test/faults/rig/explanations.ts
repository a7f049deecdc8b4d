import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseState, Explanation } from '../checker/evidence.js';
import { claims, inSeconds, signedToken } from '../../support/signed-token.js';
import type { History } from './history.js';

const ANSWER_TIMEOUT_MS = 5_000;
const PAUSE_MS = 250;
/** Orders that are explained after recovery: the dead-lettered ones first. */
const MAX_EXPLAINED = 12;

/** An operator who asks what orders wait for. Every answer is part of the evidence. */
export class Explanations {
  readonly during: Explanation[] = [];
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #history: History;
  readonly #stopping = new AbortController();
  #watching: Promise<void> = Promise.resolve();

  constructor({ url, secret, history }: { readonly url: string; readonly secret: string; readonly history: History }) {
    this.#url = url;
    const token = signedToken(claims({ sub: '1', role: 'operator', exp: inSeconds(24 * 3600) }), { secret });
    this.#headers = { authorization: `Bearer ${token}` };
    this.#history = history;
  }

  /** Asks about new orders until it is stopped, whether or not the service can be reached. */
  watch(): void {
    const { signal } = this.#stopping;
    this.#watching = (async () => {
      while (!signal.aborted) {
        const [order] = (await this.#ask<{ id: number }[]>('/api/v1/orders?scope=all&limit=1')) ?? [];
        const explanation = order && (await this.explain(order.id));
        if (explanation) this.during.push(explanation);
        await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    })();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
  }

  explain(order: number): Promise<Explanation | undefined> {
    return this.#ask<Explanation>(`/api/v1/orders/${order}/explanation`);
  }

  /** Explanations of some orders of the recovered service; reports those that are refused. */
  async after({ orders, deadLettered }: DatabaseState, report: (what: string) => void): Promise<Explanation[]> {
    const step = Math.max(1, Math.floor(orders.length / MAX_EXPLAINED));
    const spread = orders.filter((_, index) => index % step === 0).map(({ id }) => id);
    const ids = [...new Set([...deadLettered.map(({ orderId }) => orderId), ...spread])].slice(0, MAX_EXPLAINED);
    const explanations: Explanation[] = [];
    for (const id of ids) {
      const explanation = await this.explain(id);
      if (explanation) explanations.push(explanation);
      else report(`order ${id} is not explained after recovery`);
    }
    return explanations;
  }

  async #ask<Body>(target: string): Promise<Body | undefined> {
    try {
      const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
      const answer = await fetch(this.#url + target, { headers: this.#headers, signal });
      const { status, headers } = answer;
      const text = await answer.text();
      const record = { method: 'GET', target, status, headers: Object.fromEntries(headers), text };
      this.#history.write({ type: 'answer', id: 'explanation', answer: record });
      return status === 200 ? (JSON.parse(text) as Body) : undefined;
    } catch {
      return undefined; // the service cannot be reached
    }
  }
}
