import { AsyncLocalStorage } from 'node:async_hooks';
import { context, propagation, ROOT_CONTEXT, trace, type Context, type ContextManager } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

/** OpenTelemetry as a program sets it up for its whole process: it exports every span, and propagates baggage, too. */
export class ApplicationTracing {
  readonly #provider: TracerProvider;

  constructor(collectorUrl: string) {
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop' }),
      spanProcessors: [new SimpleSpanProcessor({ exporter: new OTLPTraceExporter({ url: collectorUrl }) })],
    });
    trace.setGlobalTracerProvider(this.#provider);
    context.setGlobalContextManager(new AsyncContexts());
    propagation.setGlobalPropagator(
      new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
    );
  }

  /** Runs `work` within a span, and with baggage. Returns its result and the id of its trace. */
  async within<Result>(name: string, work: () => Promise<Result>): Promise<{ result: Result; traceId: string }> {
    const baggage = propagation.createBaggage({ secret: { value: BAGGAGE } });
    return await context.with(propagation.setBaggage(context.active(), baggage), () =>
      trace.getTracer('shop').startActiveSpan(name, async (span) => {
        try {
          return { result: await work(), traceId: span.spanContext().traceId };
        } finally {
          span.end();
        }
      }),
    );
  }

  async stop(): Promise<void> {
    await this.#provider.shutdown();
    trace.disable();
    context.disable();
    propagation.disable();
  }
}

/** What is in the baggage of every span above. */
export const BAGGAGE = 'value-of-the-baggage';

/** Keeps contexts across awaits, as the context manager of OpenTelemetry's SDK for Node.js does. */
class AsyncContexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    work: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(active, () => work.apply(thisArg, args));
  }

  bind<T>(_active: Context, target: T): T {
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#storage.disable();
    return this;
  }
}
