import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  StackContextManager,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { expect } from 'chai';
import { orderedConsumer, parseOrderEvent, type OrderEvent } from '../../src/index.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const REQUEST_SPAN = '00f067aa0ba902b7';
const PUBLISHING_SPAN = 'a2fb4a1d1a96d312';

const body = JSON.stringify({
  event_type: 'order.status.updated',
  event_id: '01920000-0000-7000-8000-000000000001',
  order_version: 2,
  timestamp: '2026-01-01T00:00:00.000000Z',
  traceparent: `00-${TRACE_ID}-${REQUEST_SPAN}-01`,
  data: {
    order_id: 257,
    user_id: 1,
    user_email: 'ann@example.com',
    old_status: 'pending',
    new_status: 'confirmed',
    updated_by: 'user:1',
  },
});

const message = (traceparent = `00-${TRACE_ID}-${PUBLISHING_SPAN}-01`) => ({
  content: new TextEncoder().encode(body),
  properties: { headers: { traceparent } },
});

describe('the span of an event that is processed', () => {
  const exporter = new InMemorySpanExporter();
  const consume = orderedConsumer({ lastVersion: () => 1, save: () => undefined });

  beforeEach(() => {
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
    context.setGlobalContextManager(new StackContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  });
  afterEach(() => {
    trace.disable();
    context.disable();
    propagation.disable();
    exporter.reset();
  });

  const spans = () => exporter.getFinishedSpans();

  async function expectParent(event: OrderEvent, spanId: string): Promise<void> {
    expect(await consume(event)).to.equal('saved');
    expect(spans()).to.have.length(1);
    const [span] = spans();
    expect(span).to.include({ name: 'process order.status.updated', kind: SpanKind.CONSUMER });
    expect(span!.spanContext().traceId).to.equal(TRACE_ID);
    expect(span!.parentSpanContext?.spanId).to.equal(spanId);
    expect(span!.attributes).to.deep.equal({
      'messaging.system': 'rabbitmq',
      'messaging.operation.name': 'process',
      'messaging.message.id': '01920000-0000-7000-8000-000000000001',
    });
  }

  it('continues the span that published the message', () => expectParent(parseOrderEvent(message()), PUBLISHING_SPAN));

  it('continues the request of an event that came otherwise', () => expectParent(parseOrderEvent(body), REQUEST_SPAN));

  it('is not exported where the trace is not sampled', async () => {
    await consume(parseOrderEvent(message(`00-${TRACE_ID}-${PUBLISHING_SPAN}-00`)));
    expect(spans()).to.deep.equal([]);
  });

  it('stays within a span of the program, and links to the one that published the message', async () => {
    await trace.getTracer('program').startActiveSpan('batch', async (batch) => {
      const consuming = consume(parseOrderEvent(message()));
      batch.end();
      await consuming;
    });
    const [batch, span] = spans();
    expect(span!.parentSpanContext?.spanId).to.equal(batch!.spanContext().spanId);
    expect(span!.links.map((link) => link.context.spanId)).to.deep.equal([PUBLISHING_SPAN]);
  });

  it('has failed when the processing has', async () => {
    const failing = orderedConsumer({
      lastVersion: () => 1,
      save: () => {
        throw new Error('disk full');
      },
    });
    const failure = await failing(parseOrderEvent(message())).catch((error: unknown) => error);
    expect(failure).to.have.property('message', 'disk full');
    expect(spans()[0]!.status.code).to.equal(SpanStatusCode.ERROR);
  });

  it('is absent where OpenTelemetry is not set up', async () => {
    trace.disable();
    expect(await consume(parseOrderEvent(message()))).to.equal('saved');
    expect(spans()).to.deep.equal([]);
  });
});
