/** The user who makes a request, as the access token identifies them. */
export interface Caller {
  readonly userId: number;
  /** Empty when the token has no email address. */
  readonly email: string;
  /** An operator sees and changes every order. */
  readonly operator: boolean;
}

/** How the caller is named in an order's history and events. */
export function actorOf(caller: Caller): string {
  return `user:${caller.userId}`;
}

/** Whose orders and events the caller may see; undefined for everyone's. */
export function visibleOwnerId({ operator, userId }: Caller): number | undefined {
  return operator ? undefined : userId;
}
