import type { IncomingMessage, RequestListener } from 'node:http';
import type { Route } from './route-table.js';

/** Health and metrics, which need no token, and what looks into one server, which does. */
const OPERATIONS_PATTERN = /^\/(health(\/live|\/ready)?|metrics|api\/v1\/diagnostics(\/[a-z-]+)?)$/;

/** Health, metrics and diagnostics on a port of their own, and not on the public one. */
export class OperationsPort {
  readonly #requests = new WeakSet<IncomingMessage>();

  /** The listener of the port: marks its requests. */
  listener(handler: RequestListener): RequestListener {
    return (request, response) => {
      this.#requests.add(request);
      handler(request, response);
    };
  }

  /** Whether the port on which a request arrived serves this route: operations are served on this one, all else on the public one. */
  serves({ pattern }: Route, request: IncomingMessage): boolean {
    return OPERATIONS_PATTERN.test(pattern) === this.#requests.has(request);
  }
}
