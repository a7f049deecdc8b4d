import { context, propagation, trace, TraceFlags, type Context, type TextMapPropagator } from '@opentelemetry/api';
import { expect } from 'chai';
import { interceptHttp } from '../../../../test/services/intercepted-http.js';
import { activeTraceparent } from '../../src/http/trace-context.js';
import { service, stubClient } from '../support/stub-service.js';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** What an application's OpenTelemetry SDK registers with the API, at its smallest. */
function registerTracing(): void {
  const spanContext = {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    traceFlags: TraceFlags.SAMPLED,
  };
  const active = trace.setSpanContext(context.active(), spanContext);
  context.setGlobalContextManager({
    active: () => active,
    with: () => {
      throw new Error('Nothing here runs within another context.');
    },
    bind: (_, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
  const propagator: TextMapPropagator = {
    inject(from: Context, carrier, setter) {
      const span = trace.getSpanContext(from);
      if (span) setter.set(carrier, 'traceparent', `00-${span.traceId}-${span.spanId}-0${span.traceFlags}`);
      setter.set(carrier, 'baggage', 'user=secret');
    },
    extract: (from) => from,
    fields: () => ['traceparent', 'baggage'],
  };
  propagation.setGlobalPropagator(propagator);
}

describe('trace context', () => {
  interceptHttp();
  afterEach(() => {
    context.disable();
    propagation.disable();
  });

  it('is absent where OpenTelemetry is', async () => {
    expect(activeTraceparent()).to.equal(undefined);
    service({ badheaders: ['traceparent'] })
      .get('/health')
      .reply(200, {});
    await stubClient().health();
  });

  it('is that of the active span, and nothing else that would be propagated', async () => {
    registerTracing();
    service({ reqheaders: { traceparent: TRACEPARENT }, badheaders: ['baggage'] })
      .get('/health')
      .reply(200, {});
    await stubClient().health();
  });

  it('can be switched off, and a call can bring its own', async () => {
    registerTracing();
    service({ badheaders: ['traceparent'] })
      .get('/health')
      .reply(200, {});
    await stubClient({ traceContext: false }).health();

    const own = TRACEPARENT.replace(/01$/, '00');
    service({ reqheaders: { traceparent: own } })
      .get('/health')
      .reply(200, {});
    await stubClient().health({ headers: { traceparent: own } });
  });
});
