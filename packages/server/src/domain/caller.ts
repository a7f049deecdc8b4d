/** RFC 5321: 64 for the local part, 255 for the domain, and the @. */
export const MAX_EMAIL_LENGTH = 320;

/** The user who makes a request, as the access token identifies them. */
export interface Caller {
  readonly userId: number;
  /** Empty when the token has no email address. */
  readonly email: string;
  /** An operator sees and changes every order. */
  readonly operator: boolean;
}

/**
 * How the caller is named in an order's history and events. `agent` is the program that acts for the user, as it names
 * itself; it has no spaces, so that the name of the user is always the first word.
 */
export function actorOf({ userId }: Caller, agent?: string): string {
  return agent === undefined ? `user:${userId}` : `user:${userId} via ${agent}`;
}

/** Whose orders and events the caller may see; undefined for everyone's. */
export function visibleOwnerId({ operator, userId }: Caller): number | undefined {
  return operator ? undefined : userId;
}

/** Users who are operators although their tokens do not say so. */
export interface NamedOperators {
  readonly userIds: ReadonlySet<number>;
  /** In lower case. */
  readonly emails: ReadonlySet<string>;
}

/** The caller, as an operator if they are named by their id or their address. */
export function withNamedRole(caller: Caller, { userIds, emails }: NamedOperators): Caller {
  const operator = caller.operator || userIds.has(caller.userId) || emails.has(caller.email.toLowerCase());
  return { ...caller, operator };
}
