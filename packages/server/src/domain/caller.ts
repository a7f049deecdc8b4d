/** Who is asking, as the token says. */
export interface Caller {
  readonly userId: number;
  /** Empty where the token has no address. */
  readonly email: string;
  /** An operator sees and changes every order. */
  readonly operator: boolean;
}

/** How a caller is named in an order's history and events. */
export function actorOf(caller: Caller): string {
  return `user:${caller.userId}`;
}

/** What is carried along with a change so that it can be traced back to its request. */
export interface Trace {
  readonly requestId: string;
  /** W3C Trace Context, where the caller sent a well-formed one. */
  readonly traceparent: string | undefined;
}
