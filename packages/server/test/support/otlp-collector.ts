import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it was exported. */
export interface CollectedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first span of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly failed: boolean;
}

/** A metric as it was exported, the newest values of it. */
export interface CollectedMetric {
  readonly name: string;
  readonly unit: string;
  readonly sum?: { readonly aggregationTemporality: number; readonly isMonotonic?: boolean };
  readonly histogram?: { readonly aggregationTemporality: number };
  readonly points: readonly CollectedPoint[];
}

export interface CollectedPoint {
  readonly attributes: CollectedSpan['attributes'];
  readonly startTimeUnixNano: string;
  readonly asDouble?: number;
  readonly count?: number;
  readonly sum?: number;
  readonly explicitBounds?: readonly number[];
  readonly bucketCounts?: readonly number[];
}

interface OtlpPoint extends Omit<CollectedPoint, 'attributes'> {
  readonly attributes: readonly OtlpAttribute[];
}

interface OtlpMetric extends Pick<CollectedMetric, 'name' | 'unit'> {
  readonly sum?: CollectedMetric['sum'] & { readonly dataPoints: readonly OtlpPoint[] };
  readonly gauge?: { readonly dataPoints: readonly OtlpPoint[] };
  readonly histogram?: CollectedMetric['histogram'] & { readonly dataPoints: readonly OtlpPoint[] };
}

interface OtlpMetrics {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeMetrics: readonly { readonly metrics: readonly OtlpMetric[] }[];
  }[];
}

/** One export of metrics. */
export interface CollectedExport {
  readonly resource: CollectedSpan['attributes'];
  readonly metrics: readonly CollectedMetric[];
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number; readonly boolValue?: boolean };
}

interface OtlpSpan extends Omit<CollectedSpan, 'attributes' | 'failed' | 'service' | 'links' | 'parentSpanId'> {
  readonly parentSpanId?: string;
  readonly attributes?: readonly OtlpAttribute[];
  readonly links?: CollectedSpan['links'];
  readonly status?: { readonly code?: number };
}

interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const STATUS_ERROR = 2;

/** A collector of traces and metrics by OTLP over HTTP, in this process. */
export class OtlpCollector {
  readonly spans: CollectedSpan[] = [];
  /** Exports of metrics, oldest first. */
  readonly exports: CollectedExport[] = [];
  /** The bodies of all requests, of JSON and of others. */
  readonly bodies: string[] = [];
  readonly contentTypes = new Set<string | undefined>();
  readonly authorizations = new Set<string | undefined>();
  /** Requests that have come, and that have been answered. */
  requests = 0;
  answered = 0;
  readonly #server: Server;
  /** While true, requests are read and not answered. */
  isHanging = false;

  private constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  static async start(): Promise<OtlpCollector> {
    const collector = new OtlpCollector();
    collector.#server.listen(0, '127.0.0.1');
    await once(collector.#server, 'listening');
    return collector;
  }

  get url(): string {
    return `${this.baseUrl}/v1/traces`;
  }

  get metricsUrl(): string {
    return `${this.baseUrl}/v1/metrics`;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The newest value of a metric with these attributes, among others. */
  valueOf(name: string, attributes: Partial<CollectedSpan['attributes']> = {}): number | undefined {
    const metric = this.exports.at(-1)?.metrics.find((one) => one.name === name);
    const wanted = Object.entries(attributes);
    const point = metric?.points.find((one) => wanted.every(([key, value]) => one.attributes[key] === value));
    return point?.asDouble ?? point?.count;
  }

  /** The spans of a trace as lines, indented below their parents, siblings by their names. */
  tree(traceId: string): string[] {
    const spans = this.spans.filter((span) => span.traceId === traceId);
    const known = new Set(spans.map(({ spanId }) => spanId));
    const below = (parents: readonly CollectedSpan[], depth: number): string[] =>
      parents
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap((span) => [
          `${'  '.repeat(depth)}${span.name}`,
          ...below(
            spans.filter(({ parentSpanId }) => parentSpanId === span.spanId),
            depth + 1,
          ),
        ]);
    return below(
      spans.filter(({ parentSpanId }) => !known.has(parentSpanId)),
      0,
    );
  }

  /** The spans with this name, of one trace or of all. */
  named(name: string, traceId?: string): CollectedSpan[] {
    return this.spans.filter((span) => span.name === name && (traceId === undefined || span.traceId === traceId));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('latin1');
    this.bodies.push(body);
    this.contentTypes.add(request.headers['content-type']);
    this.authorizations.add(request.headers.authorization);
    if (this.isHanging) return;
    if (request.headers['content-type'] === 'application/json') {
      if (request.url === '/v1/metrics') this.#addMetrics(JSON.parse(body) as OtlpMetrics);
      else this.#add(JSON.parse(body) as OtlpTraces);
    }
    response.end();
    this.answered += 1;
  }

  #addMetrics({ resourceMetrics }: OtlpMetrics): void {
    for (const { resource, scopeMetrics } of resourceMetrics) {
      const metrics = scopeMetrics.flatMap((scope) => scope.metrics).map(collected);
      this.exports.push({ resource: attributesOf(resource.attributes), metrics });
    }
  }

  #add({ resourceSpans }: OtlpTraces): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = String(attributesOf(resource.attributes)['service.name']);
      for (const { attributes, links = [], status, parentSpanId = '', ...span } of scopeSpans.flatMap(
        ({ spans }) => spans,
      )) {
        const failed = status?.code === STATUS_ERROR;
        this.spans.push({ ...span, service, parentSpanId, links, failed, attributes: attributesOf(attributes) });
      }
    }
  }
}

function collected({ name, unit, sum, gauge, histogram }: OtlpMetric): CollectedMetric {
  const points = (sum ?? gauge ?? histogram)?.dataPoints ?? [];
  return {
    name,
    unit,
    ...(sum && { sum }),
    ...(histogram && { histogram }),
    points: points.map((point) => ({ ...point, attributes: attributesOf(point.attributes) })),
  };
}

function attributesOf(attributes: readonly OtlpAttribute[] = []): CollectedSpan['attributes'] {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue ?? value.boolValue)]),
  );
}
