import type { Middleware } from 'koa';
import { addRoute, createRouter, findRoute } from 'rou3';

/** What is served at the paths of one pattern. */
export interface Route {
  /** Such as `/api/v1/orders/:order_id`. */
  readonly pattern: string;
  /** What serves it, by the method in upper case. */
  readonly methods: ReadonlyMap<string, Middleware>;
}

export interface MatchedRoute extends Route {
  /** The segments of the path that the pattern names, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Finds the route of a path in a tree of segments, so that it costs the same whatever the number of routes. Upper and lower
 * case differ, as they do in a path (RFC 3986, section 6.2.2.1), and escapes are not decoded before the comparison: a path
 * has one spelling, which a proxy can hold against its rules. Only a slash at the end is ignored.
 */
export class RouteTable {
  readonly #routes = new Map<string, Route & { readonly methods: Map<string, Middleware> }>();
  readonly #tree = createRouter<Route>();

  /** Has `serve` answer `method`, and `HEAD` where it answers `GET`. */
  add(method: string, pattern: string, serve: Middleware): void {
    const name = method.toUpperCase();
    const { methods } = this.#routes.get(pattern) ?? this.#register(pattern);
    if (name === 'GET') methods.set('HEAD', serve);
    methods.set(name, serve);
  }

  /** Every route, in the order in which they were added. */
  routes(): readonly Route[] {
    return [...this.#routes.values()];
  }

  /** @param path still encoded */
  find(path: string): MatchedRoute | undefined {
    const match = findRoute(this.#tree, ANY_METHOD, path);
    if (!match) return undefined;
    const { pattern, methods } = match.data;
    return { pattern, methods, parameters: match.params ? decoded(match.params) : NONE };
  }

  #register(pattern: string) {
    const route = { pattern, methods: new Map<string, Middleware>() };
    this.#routes.set(pattern, route);
    addRoute(this.#tree, ANY_METHOD, pattern, route);
    return route;
  }
}

const ANY_METHOD = '';
const NONE = {};

function decoded(parameters: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(parameters)) {
    if (value.includes('%')) parameters[name] = decodeSegment(value);
  }
  return parameters;
}

/** A segment that is not percent-encoded UTF-8 stays as it is, for validation to refuse. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
