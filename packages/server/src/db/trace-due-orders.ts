import type { DueOrders } from '../ports/due-orders.js';
import type { SpanAttributes, Tracing } from '../ports/tracing.js';
import { dueStatementsOf } from './statements/due-orders.js';

/**
 * The due orders with a trace of each statement that moves some of them: a span of the timed transition, below it that of
 * the statement, and then those of the events, which have the former's `traceparent`. A statement that finds no due order
 * makes no trace: it would be most of the traces. A failure is logged.
 * @param database what spans of statements have in common
 */
export function traceDueOrders(due: DueOrders, tracing: Tracing, database: SpanAttributes): DueOrders {
  return {
    ...due,
    async move({ timer, eventIds, trace }) {
      const startMs = Date.now();
      const { from, to } = timer;
      const span = tracing.start(undefined, `timed transition ${from} ${to}`, { startMs });
      // Only a span that has ended is exported.
      const lateSeconds = await due.move({ timer, eventIds, trace: { ...trace, traceparent: span.traceparent } });
      if (lateSeconds.length === 0 || !span.sampled) return lateSeconds;
      const { name } = dueStatementsOf(from).move;
      const statement = tracing.start(span, name, {
        kind: 'client',
        startMs,
        attributes: { ...database, 'db.query.summary': name, 'db.response.returned_rows': lateSeconds.length },
      });
      statement.end();
      span.set({ 'order_service.orders': lateSeconds.length, 'order_service.request_id': trace.requestId });
      span.end();
      return lateSeconds;
    },
  };
}
