import type { Variables } from './environment-variables.js';

export type OtlpProtocol = 'http/protobuf' | 'http/json';

export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
export type SamplerName = (typeof SAMPLERS)[number];

/** Where and how traces are exported (OpenTelemetry's environment variables). */
export interface TracingConfig {
  /** Of traces, path included. */
  readonly url: string;
  readonly protocol: OtlpProtocol;
  readonly headers: Readonly<Record<string, string>>;
  /** For one export, with its retries. */
  readonly timeoutMs: number;
  readonly serviceName: string;
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly sampler: SamplerName;
  /** Of the traces that begin here, for the samplers by ratio. */
  readonly sampledRatio: number;
  /** How long spans wait for others, to be exported with them. */
  readonly exportDelayMs: number;
  /** Ended spans that wait to be exported. Further ones are dropped. */
  readonly maxQueuedSpans: number;
}

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const TRACES_ENDPOINT = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
const PROTOCOLS: readonly OtlpProtocol[] = ['http/protobuf', 'http/json'];

/** Undefined unless an endpoint is set, or where `OTEL_SDK_DISABLED` or `OTEL_TRACES_EXPORTER` switches tracing off. */
export function readTracing(variables: Variables): TracingConfig | undefined {
  if (variables.optional(ENDPOINT) === undefined && variables.optional(TRACES_ENDPOINT) === undefined) return undefined;
  const isDisabled = variables.flag('OTEL_SDK_DISABLED', false);
  const exporter = variables.choice('OTEL_TRACES_EXPORTER', ['otlp', 'none'], 'otlp');
  if (isDisabled || exporter === 'none') return undefined;
  return {
    url: readUrl(variables),
    protocol: ofTraces(variables, 'PROTOCOL', (name) => variables.choice(name, PROTOCOLS, 'http/protobuf')),
    headers: ofTraces(variables, 'HEADERS', (name) => readPairs(variables, name)),
    timeoutMs: ofTraces(variables, 'TIMEOUT', (name) =>
      variables.integer(name, { fallback: 10_000, min: 1, max: 600_000 }),
    ),
    serviceName: variables.text('OTEL_SERVICE_NAME', 'order-service'),
    resourceAttributes: readPairs(variables, 'OTEL_RESOURCE_ATTRIBUTES'),
    sampler: variables.choice('OTEL_TRACES_SAMPLER', SAMPLERS, 'parentbased_always_on'),
    sampledRatio: variables.number('OTEL_TRACES_SAMPLER_ARG', { fallback: 1, min: 0, max: 1 }),
    exportDelayMs: variables.integer('OTEL_BSP_SCHEDULE_DELAY', { fallback: 5_000, min: 1, max: 600_000 }),
    maxQueuedSpans: variables.integer('OTEL_BSP_MAX_QUEUE_SIZE', { fallback: 2_048, min: 1, max: 1_000_000 }),
  };
}

/** The variable for traces, or the one for every signal. */
function ofTraces<Value>(variables: Variables, name: string, read: (name: string) => Value): Value {
  const own = `OTEL_EXPORTER_OTLP_TRACES_${name}`;
  return read(variables.optional(own) === undefined ? `OTEL_EXPORTER_OTLP_${name}` : own);
}

/** The endpoint of traces is used as it is; that of every signal is a base URL. */
function readUrl(variables: Variables): string {
  if (variables.optional(TRACES_ENDPOINT) !== undefined) return variables.url(TRACES_ENDPOINT, ['http', 'https']);
  return `${variables.url(ENDPOINT, ['http', 'https']).replace(/\/$/, '')}/v1/traces`;
}

/** `name=value` pairs with commas between them, percent-encoded as in the Baggage header (W3C). */
function readPairs(variables: Variables, name: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const entry of variables.list(name)) {
    const [, key, value] = /^([^=\s]+)\s*=\s*(.*)$/.exec(entry) ?? [];
    const decoded = decode(value);
    if (key !== undefined && decoded !== undefined) pairs[key] = decoded;
    else variables.problems.push(`${name} is not a list of name=value pairs. Encode other characters, such as %20.`);
  }
  return pairs;
}

function decode(text = ''): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
