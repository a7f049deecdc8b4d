import { defectsOf } from '../named-mutant.js';

/** Defects of what bounds the requests that are served at the same time. */
export const OVERLOAD_DEFECTS = [
  ...defectsOf(
    'server/src/http/operation-routes.ts',
    ['unit/operation-routes'],
    [
      ['requests are served without a limit', 'inProgress >= MAX_IN_PROGRESS', 'inProgress >= Infinity'],
      ['a finished request keeps its place', '      inProgress -= 1;', ''],
    ],
  ),
  ...defectsOf(
    'server/src/http/connections-first.ts',
    ['unit/connections-first', 'integration/connections-first'],
    [
      ['every request is served at once while connections arrive', 'if (!serveAll) break;', ''],
      ['requests whose client has gone are served', 'if (request.socket.destroyed) continue;', ''],
      ['one request a turn is served for ever', 'const serveAll = !isArriving;', 'const serveAll = false;'],
    ],
  ),
  ...defectsOf(
    'server/src/http/refusal-pace.ts',
    ['unit/refusal-pace'],
    [
      ['refusals have no pace', 'if (this.#nextMs > nowMs) return false;', ''],
      ['refusals overtake those that wait', '!this.#waiting.oldest && this.#mayPass()', 'this.#mayPass()'],
      ['a pause saves up any number of refusals', 'Math.max(this.#nextMs, nowMs - MAX_BURST_MS)', 'this.#nextMs'],
    ],
  ),
];
