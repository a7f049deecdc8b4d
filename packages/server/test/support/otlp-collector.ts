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

/** A collector of traces by OTLP over HTTP, in this process. */
export class OtlpCollector {
  readonly spans: CollectedSpan[] = [];
  /** The bodies of all requests, of JSON and of others. */
  readonly bodies: string[] = [];
  readonly contentTypes = new Set<string | undefined>();
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
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1/traces`;
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
    if (this.isHanging) return;
    if (request.headers['content-type'] === 'application/json') this.#add(JSON.parse(body) as OtlpTraces);
    response.end();
    this.answered += 1;
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

function attributesOf(attributes: readonly OtlpAttribute[] = []): CollectedSpan['attributes'] {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue ?? value.boolValue)]),
  );
}
