import type { Problem, ProblemCode } from './contract.js';
import { OrderServiceError, type CallFacts } from './errors.js';

/** The problem document that has this code. */
export type ProblemOf<Code extends ProblemCode> = {
  [C in Code]: Problem extends infer Document
    ? Document extends { code: infer Codes }
      ? C extends Codes
        ? Document & { code: C }
        : never
      : never
    : never;
}[Code];

type CommonMember = 'type' | 'title' | 'status' | 'detail' | 'code' | 'request_id';
type SpecialMembers<Document> = Document extends unknown ? Exclude<keyof Document, CommonMember> : never;

/** The members that a problem adds for the caller to decide by, each of which an {@link ApiError} has as well. */
const SPECIAL_MEMBERS: Record<SpecialMembers<Problem>, true> = {
  allowed_transitions: true,
  available: true,
  current_status: true,
  current_version: true,
  errors: true,
  product_id: true,
  requested: true,
  retry_after: true,
};

class ProblemError extends OrderServiceError {
  static {
    Object.defineProperty(this, 'name', { value: 'ApiError' }); // The name under which everybody else knows it.
  }

  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: ProblemCode;
  readonly problem: Problem;

  constructor(problem: Problem, status: number, facts?: CallFacts) {
    super(problem.detail, facts);
    this.status = status;
    this.code = problem.code;
    this.problem = problem;
    // Only these by name: what else a document holds must not replace an error's own `message` or `stack`.
    for (const member of Object.keys(SPECIAL_MEMBERS)) {
      if (Object.hasOwn(problem, member)) Object.assign(this, { [member]: problem[member as keyof Problem] });
    }
  }
}

/** An {@link ApiError} of one code, with the members that this code adds. */
export type ApiErrorOf<Code extends ProblemCode> = {
  [C in Code]: ProblemError & { readonly code: C; readonly problem: ProblemOf<C> } & Readonly<
      Omit<ProblemOf<C>, CommonMember>
    >;
}[Code];

/**
 * The service refused, and said why in a problem document (RFC 9457). A union discriminated by `code`:
 * `if (error instanceof ApiError && error.code === 'insufficient_stock') error.available`. A newer service may answer
 * with codes that this version does not know, so a `switch` over them needs its `default`.
 */
export type ApiError = ApiErrorOf<ProblemCode>;

// A class cannot be a union of shapes, so the one class at run time gets the union as the type of its instances.
export const ApiError = ProblemError as unknown as {
  readonly prototype: ApiError;
  new (problem: Problem, status: number, facts?: CallFacts): ApiError;
};

/** Whether this is the service's refusal with one of these codes: `isProblem(error, 'order_not_found')`. */
export function isProblem<Code extends ProblemCode>(error: unknown, ...codes: Code[]): error is ApiErrorOf<Code> {
  return error instanceof ProblemError && (codes as ProblemCode[]).includes(error.code);
}

/** Whether a parsed body is a problem document of this service: `code` and the standard members are there. */
export function isProblemDocument(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  const { title, detail, code } = body as Record<string, unknown>;
  return typeof title === 'string' && typeof detail === 'string' && typeof code === 'string';
}
