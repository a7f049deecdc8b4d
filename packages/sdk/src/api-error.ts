import type { Problem, ProblemCode } from './contract.js';
import { OrderServiceError, type CallFacts } from './errors.js';
import type { components } from './generated/schema.js';
import type { Unrecognized } from './open.js';

type Code = ProblemCode | Unrecognized;

/** The problem document that has this code. */
export type ProblemOf<Codes extends Code> = {
  [C in Codes]: Problem extends infer Document
    ? Document extends { code: infer Own }
      ? C extends Own
        ? Document & { code: C }
        : never
      : never
    : never;
}[Codes];

type CommonMember = 'type' | 'title' | 'status' | 'detail' | 'code' | 'request_id';
type SpecialMembers<Document> = Document extends unknown ? Exclude<keyof Document, CommonMember> : never;

/** The members that only some problems have. An {@link ApiError} has them under the same names. */
const SPECIAL_MEMBERS: Record<SpecialMembers<components['schemas']['Problem']>, true> = {
  allowed_transitions: true,
  available: true,
  current_status: true,
  current_version: true,
  earliest_cursor: true,
  errors: true,
  filters: true,
  kept_since: true,
  order_id: true,
  product_id: true,
  reference: true,
  requested: true,
  retry_after: true,
  supported: true,
};

class ProblemError extends OrderServiceError {
  static {
    Object.defineProperty(this, 'name', { value: 'ApiError' }); // Its name outside this file.
  }

  /** A class cannot be a union of types, so `instanceof` is what narrows to the union. */
  static override [Symbol.hasInstance](value: unknown): value is ApiError {
    return typeof value === 'object' && value !== null && #isProblemError in value;
  }

  readonly #isProblemError = true;
  override readonly name = 'ApiError';
  /** The HTTP status, 400 to 599. */
  readonly status: number;
  /** The stable code of the problem. */
  readonly code: ProblemCode | Unrecognized;
  /** The problem document as it came. */
  readonly problem: Problem;

  constructor(problem: Problem, status: number, facts?: CallFacts) {
    super(problem.detail, facts);
    this.status = status;
    this.code = problem.code;
    this.problem = problem;
    // Copied by name: another member of the document must not replace the error's own `message` or `stack`.
    for (const member of Object.keys(SPECIAL_MEMBERS)) {
      if (Object.hasOwn(problem, member)) Object.assign(this, { [member]: problem[member as keyof Problem] });
    }
  }
}

/** An {@link ApiError} of one code, with the members that its problem has. */
export type ApiErrorOf<Codes extends Code> = {
  [C in Codes]: ProblemError & { readonly code: C; readonly problem: ProblemOf<C> } & Readonly<
      Omit<ProblemOf<C>, CommonMember>
    >;
}[Codes];

/**
 * The service answered with a problem document (RFC 9457). A union discriminated by `code`:
 * `if (error instanceof ApiError && error.code === 'insufficient_stock') error.available`. A newer service may answer
 * with codes that this version does not know ({@link Unrecognized}), so a `switch` over them needs its `default`.
 */
export type ApiError = ApiErrorOf<Code>;
export const ApiError = ProblemError;

/**
 * Whether this is a problem of one of these codes.
 *
 * @example
 * if (isProblem(error, 'insufficient_stock')) console.log(error.product_id, error.available);
 */
export function isProblem<Codes extends ProblemCode>(error: unknown, ...codes: Codes[]): error is ApiErrorOf<Codes> {
  return error instanceof ProblemError && codes.some((code) => code === error.code);
}

/** Whether a parsed body is a problem document of this service: `code` and the standard members are there. */
export function isProblemDocument(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  const { title, detail, code } = body as Record<string, unknown>;
  return typeof title === 'string' && typeof detail === 'string' && typeof code === 'string';
}
