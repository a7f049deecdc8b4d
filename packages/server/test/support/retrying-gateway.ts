import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Well below the time that a test may take, and long enough that most attempts are answered on a slow machine. */
const TIMEOUT_MS = 500;

/**
 * A gateway in front of the service which, like that of the shop, closes its connection and sends the request again when it
 * has waited too long, whatever the method. It sends no idempotency key, and one `X-Request-Id` for all attempts.
 */
export class RetryingGateway {
  /** How often each request was sent, by its request id. */
  readonly attempts = new Map<string, number>();
  readonly #server: Server;
  readonly #upstream: string;

  private constructor(upstream: string) {
    this.#upstream = upstream;
    this.#server = createServer((incoming, outgoing) => void this.#forward(incoming, outgoing));
  }

  static async start(upstream: string): Promise<RetryingGateway> {
    const gateway = new RetryingGateway(upstream);
    gateway.#server.listen(0, '127.0.0.1');
    await once(gateway.#server, 'listening');
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await once(this.#server.close(), 'close');
  }

  async #forward(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = Buffer.concat(await incoming.toArray());
    const requestId = randomUUID();
    for (;;) {
      this.attempts.set(requestId, (this.attempts.get(requestId) ?? 0) + 1);
      const answer = await this.#attempt(incoming, body, requestId).catch(() => undefined);
      if (!answer) continue;
      outgoing.writeHead(answer.status, answer.headers).end(answer.body);
      return;
    }
  }

  async #attempt({ method, url, headers }: IncomingMessage, body: Buffer, requestId: string) {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const attempt = request(`${this.#upstream}${url!}`, {
      method: method!,
      headers: { ...headers, 'x-request-id': requestId },
      agent: false,
      signal,
    }).end(body);
    const [response] = (await once(attempt, 'response', { signal })) as [IncomingMessage];
    return { status: response.statusCode!, headers: response.headers, body: Buffer.concat(await response.toArray()) };
  }
}
