import type { DomainError } from '../../domain/errors.js';
import { isProblemCode, PROBLEMS, type ProblemCode } from './problem-table.js';
import { InternalError } from './request-errors.js';

export interface ProblemAnswer {
  readonly status: number;
  /** All but those that every answer has. */
  readonly headers: Readonly<Record<string, string>>;
  /** The problem document (RFC 9457) as JSON text. */
  readonly body: string;
}

/** A row whose error type is not known to the compiler: the code of an error says which row is its own. */
interface Row {
  readonly status: number;
  readonly title: string;
  readonly members?: ((error: never) => object) | undefined;
}

/** Members of a document that stand in a header, too. */
interface HeaderMembers {
  readonly retry_after?: number;
  readonly current_version?: number;
}

/** How `error` is answered. A code that the contract does not have is answered as `internal_error`. */
export function presentProblem(error: DomainError, requestId: string): ProblemAnswer {
  if (!isProblemCode(error.code)) return presentProblem(new InternalError({ cause: error }), requestId);
  const { status, title, members }: Row = PROBLEMS[error.code];
  const added: HeaderMembers = members?.(error as never) ?? {};
  const document = {
    type: `/problems/${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    request_id: requestId,
    ...added,
  };
  const headers = {
    'Content-Type': 'application/problem+json',
    ...(added.retry_after !== undefined && { 'Retry-After': String(added.retry_after) }),
    ...(added.current_version !== undefined && { ETag: `"${added.current_version}"` }),
    ...(status === 401 && { 'WWW-Authenticate': challenge(error.code, error.message) }),
  };
  return { status, headers, body: JSON.stringify(document) };
}

/** The `WWW-Authenticate` header (RFC 6750, section 3). A request without a token gets no error code. */
function challenge(code: ProblemCode, detail: string): string {
  return code === 'authentication_required' ? 'Bearer' : `Bearer error="invalid_token", error_description="${detail}"`;
}
