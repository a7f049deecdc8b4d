import { Distribution } from './distribution.js';

/** What a request is counted by. Each has few values. */
export interface RequestLabels {
  /** `http` or `https`. */
  readonly scheme: string;
  readonly method: string;
  /** The pattern of its route; undefined for a path without one. */
  readonly route: string | undefined;
  readonly status: number;
  /** The code of the problem, of a request that failed in the server. */
  readonly errorType: string | undefined;
}

interface Series {
  readonly labels: RequestLabels;
  readonly duration: Distribution;
}

/** The buckets that the semantic conventions of OpenTelemetry advise for `http.server.request.duration`. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/**
 * Durations of requests. The distribution of a request is found by one look-up in a list: those of a status, of which a
 * route has few, are compared one by one.
 */
export class RequestDurations {
  readonly #byRoute = new Map<string | undefined, Series[]>();

  /** The distribution for requests that are answered so. */
  of(scheme: string, method: string, route: string | undefined, status: number, errorType?: string): Distribution {
    let ofRoute = this.#byRoute.get(route);
    if (!ofRoute) this.#byRoute.set(route, (ofRoute = []));
    for (const { labels, duration } of ofRoute) {
      if (
        labels.status === status &&
        labels.method === method &&
        labels.errorType === errorType &&
        labels.scheme === scheme
      ) {
        return duration;
      }
    }
    const added = { labels: { scheme, method, route, status, errorType }, duration: new Distribution(SECONDS) };
    ofRoute.push(added);
    return added.duration;
  }

  series(): Series[] {
    return [...this.#byRoute.values()].flat();
  }
}
