import type { components } from '@order-service/sdk';
import { transitionsFrom } from '../../domain/order-status.js';

type Schemas = components['schemas'];

export type AnyProblem = Schemas['Problem'];

/** A place of a request where it is not valid, as FastAPI describes it. */
interface SeedViolation {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
}

interface SeedProblem {
  readonly status: number;
  /** The problem document with the old service's `status` and `detail`. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** What the old service answered where this one answers with `problem`. */
export function seedProblem(problem: AnyProblem): SeedProblem {
  const { status, detail } = seedAnswer(problem);
  return { status, document: { ...problem, status, detail } };
}

function seedAnswer(problem: AnyProblem): { readonly status: number; readonly detail: string | SeedViolation[] } {
  const { status, detail } = problem;
  switch (problem.code) {
    case 'insufficient_stock': {
      const { product_id: id, available, requested } = problem;
      return {
        status: 400,
        detail: `Insufficient stock for product ${id}. Available: ${available}, requested: ${requested}`,
      };
    }
    case 'invalid_transition': {
      const { current_status: current } = problem;
      if (transitionsFrom(current).length > 0) return { status, detail };
      return { status: 400, detail: `Cannot update order in ${current} status` };
    }
    case 'validation_failed':
      return { status, detail: problem.errors.map(seedViolation) };
    case 'malformed_json':
      return { status: 422, detail: [{ type: 'json_invalid', loc: ['body', 0], msg: detail }] };
    case 'unsupported_media_type':
      return { status: 422, detail: [{ type: 'model_attributes_type', loc: ['body'], msg: detail }] };
    case 'order_total_too_large':
    case 'idempotency_key_reused':
      return { status, detail: [{ type: problem.code, loc: ['body'], msg: detail }] };
    default:
      return { status, detail };
  }
}

const MISSING = /^must have required property '(.+)'$/;

function seedViolation({ in: place, pointer, detail }: Schemas['Violation']): SeedViolation {
  const loc = [place, ...pointer.split('/').slice(1).map(locationSegment)];
  const missing = MISSING.exec(detail)?.[1];
  if (missing !== undefined) return { type: 'missing', loc: [...loc, missing], msg: 'Field required' };
  return { type: 'value_error', loc, msg: detail };
}

/** A segment of a JSON pointer (RFC 6901): an index of a list, or a name. */
function locationSegment(segment: string): string | number {
  return /^(0|[1-9]\d*)$/.test(segment) ? Number(segment) : segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
