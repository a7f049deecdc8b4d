import { Agent, request, type RequestOptions } from 'node:http';

/** Clients that send one request after the other on kept-alive connections, without retries, until they are refused or stopped. */
export class BusyClients {
  /** Status codes of the responses, and how many there were of each. */
  readonly statuses = new Map<number, number>();
  /** What clients saw that was neither a response nor a refused connection. */
  readonly failures: string[] = [];
  /** Responses that asked to close the connection. */
  announced = 0;
  readonly #agent: Agent;
  readonly #send: () => Promise<RequestOutcome>;
  readonly #done: Promise<unknown>;
  #isStopping = false;

  constructor(count: number, url: string, options: RequestOptions = {}, body?: string) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: count });
    this.#send = () => send(url, { ...options, agent: this.#agent }, body);
    this.#done = Promise.all(Array.from({ length: count }, () => this.#run()));
  }

  get answered(): number {
    return [...this.statuses.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Resolves when every client was refused. */
  async refused(): Promise<void> {
    await this.#done;
    this.#agent.destroy();
  }

  /** Resolves when every client has its last answer. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.refused();
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      const outcome = await this.#send();
      if ('error' in outcome) {
        if (outcome.error !== 'ECONNREFUSED') this.failures.push(outcome.error);
        return;
      }
      this.statuses.set(outcome.status, (this.statuses.get(outcome.status) ?? 0) + 1);
      if (outcome.closes) this.announced += 1;
    }
  }
}

type RequestOutcome = { readonly error: string } | { readonly status: number; readonly closes: boolean };

function send(url: string, options: RequestOptions, body: string | undefined): Promise<RequestOutcome> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException): void => resolve({ error: error.code ?? error.message });
    request(url, options, (response) => {
      const { statusCode: status = 0, headers } = response;
      response.on('error', fail).on('end', () => resolve({ status, closes: headers.connection === 'close' }));
      response.resume();
    })
      .on('error', fail)
      .end(body);
  });
}
