import type { CallToolResult } from '@modelcontextprotocol/server';
import { UnavailableError } from '../../errors.js';
import type { RawResponse } from '../../session/raw-request.js';
import { answered, problem } from './answer.js';
import type { ContractOperation } from '../../features/assistant/contract-operation.js';
import type { Service } from './service.js';

export type Arguments = Readonly<Record<string, unknown>>;

/** Sends an operation that only reads, and presents its answer. Throws UnavailableError. */
export async function readOperation(
  operation: ContractOperation,
  given: Arguments,
  service: Service,
  signal: AbortSignal,
): Promise<CallToolResult> {
  const response = await service.read(targetOf(operation, given), signal);
  const body = parse(response);
  if (response.status >= 400) return problem(body);
  return answered(body, operation.linksToNextPage ? { next_cursor: nextCursor(response) } : {});
}

/** The path and query of an operation with these arguments. */
export function targetOf(operation: ContractOperation, given: Arguments): string {
  const { pathParameters, queryParameters, inputSchema } = operation;
  const path = pathParameters.reduce(
    (template, name) => template.replace(`{${name}}`, encodeURIComponent(String(given[name]))),
    operation.path,
  );
  const query = queryParameters.flatMap((name) =>
    entriesOf(name, given[name] ?? inputSchema.properties?.[name]?.default),
  );
  const search = new URLSearchParams(query).toString();
  return search === '' ? path : `${path}?${search}`;
}

/** An array is repeated, and an object is sent member by member, as `name[key]`. */
function entriesOf(name: string, value: unknown): [string, string][] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.map((element) => [name, String(element)]);
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).map(([key, member]) => [`${name}[${key}]`, String(member)]);
  }
  return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
}

function parse({ body, status }: RawResponse): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw new UnavailableError(`The service answered ${status} with something that is not JSON.`, { cause: error });
  }
}

const NEXT_PAGE = /[?&]cursor=([A-Za-z0-9_-]+)[^>]*>\s*;\s*rel="next"/;

/** The cursor of the `Link` header's next page (RFC 8288). */
function nextCursor({ headers }: RawResponse): string | null {
  return NEXT_PAGE.exec(headers.get('link') ?? '')?.[1] ?? null;
}
