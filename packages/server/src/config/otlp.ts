import type { Variables } from './environment-variables.js';

export type OtlpProtocol = 'http/protobuf' | 'http/json';

/** Signals of OpenTelemetry, as its variables name them. */
export type Signal = 'TRACES' | 'METRICS';

/** Where and how a signal is exported (OpenTelemetry's environment variables). */
export interface OtlpConfig {
  /** Of this signal, path included. */
  readonly url: string;
  readonly protocol: OtlpProtocol;
  readonly headers: Readonly<Record<string, string>>;
  /** For one export, with its retries. */
  readonly timeoutMs: number;
  readonly serviceName: string;
  readonly resourceAttributes: Readonly<Record<string, string>>;
}

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const PROTOCOLS: readonly OtlpProtocol[] = ['http/protobuf', 'http/json'];

/** Undefined unless an endpoint is set, or where `OTEL_SDK_DISABLED` or the signal's `OTEL_…_EXPORTER` switches it off. */
export function readOtlp(variables: Variables, signal: Signal): OtlpConfig | undefined {
  const isSet = [ENDPOINT, endpointOf(signal)].some((name) => variables.optional(name) !== undefined);
  if (!isSet) return undefined;
  const isDisabled = variables.flag('OTEL_SDK_DISABLED', false);
  const exporter = variables.choice(`OTEL_${signal}_EXPORTER`, ['otlp', 'none'], 'otlp');
  if (isDisabled || exporter === 'none') return undefined;
  return {
    url: readUrl(variables, signal),
    protocol: variables.choice(nameOf(variables, signal, 'PROTOCOL'), PROTOCOLS, 'http/protobuf'),
    headers: readPairs(variables, nameOf(variables, signal, 'HEADERS')),
    timeoutMs: variables.integer(nameOf(variables, signal, 'TIMEOUT'), { fallback: 10_000, min: 1, max: 600_000 }),
    serviceName: variables.text('OTEL_SERVICE_NAME', 'order-service'),
    resourceAttributes: readPairs(variables, 'OTEL_RESOURCE_ATTRIBUTES'),
  };
}

function endpointOf(signal: Signal): string {
  return `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`;
}

/** The variable of the signal, or the one of every signal. */
export function nameOf(variables: Variables, signal: Signal, name: string): string {
  const own = `OTEL_EXPORTER_OTLP_${signal}_${name}`;
  return variables.optional(own) === undefined ? `OTEL_EXPORTER_OTLP_${name}` : own;
}

/** The endpoint of a signal is used as it is; that of every signal is a base URL. */
function readUrl(variables: Variables, signal: Signal): string {
  const own = endpointOf(signal);
  if (variables.optional(own) !== undefined) return variables.url(own, ['http', 'https']);
  return `${variables.url(ENDPOINT, ['http', 'https']).replace(/\/$/, '')}/v1/${signal.toLowerCase()}`;
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
