import { setTimeout as delay } from 'node:timers/promises';
import type { LoadClient } from '../faults/rig/load-client.js';

const INTERVAL_MS = 100;
/** Above this, further probes would wait behind those that hang. */
const MAX_UNDER_WAY = 20;

/**
 * Places an order without retries every 100 ms, so that the first write that is possible again is seen at once and not when
 * a backing-off client tries next.
 */
export class WriteProbe {
  readonly #client: LoadClient;
  readonly #underWay = new Set<Promise<unknown>>();
  #isStopping = false;
  #placed = 0;
  #loop: Promise<void> | undefined;

  constructor(client: LoadClient) {
    this.#client = client;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#loop;
    await Promise.all(this.#underWay);
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      if (this.#underWay.size < MAX_UNDER_WAY) {
        // Requests that are equal would be one if the answer to the first was lost.
        const metadata = { probe: String((this.#placed += 1)) };
        const placing = this.#client.place({ items: [{ product_id: 1, quantity: 1 }], metadata });
        this.#underWay.add(placing);
        void placing.finally(() => this.#underWay.delete(placing));
      }
      await delay(INTERVAL_MS);
    }
  }
}
