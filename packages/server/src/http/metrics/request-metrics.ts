import type { Middleware } from 'koa';
import type { Measurements } from '../../measuring/measurements.js';
import { isSampled, traceIds } from '../../wire/traceparent.js';
import { knownMethod } from '../known-method.js';
import type { RequestState } from '../request-state.js';
import { PROBLEM_STATUSES } from '../problems/problem-table.js';
import type { ProblemState } from '../problems/render-problems.js';
import { counter, gauge, histogram, type MetricFamily } from '../../measuring/metric-family.js';

const SERVER_ERROR = 500;

/** Middleware that measures every request, and counts the problem documents. */
export function measureRequests({ requests, problems }: Pick<Measurements, 'requests' | 'problems'>): Middleware {
  for (const code of Object.keys(PROBLEM_STATUSES)) problems.add(code, 0);
  return async (ctx, next) => {
    const startedMs = performance.now();
    try {
      await next();
    } finally {
      const { status } = ctx;
      const { problemCode } = ctx.state as ProblemState;
      // The route's pattern and not the path, because a label must have few values.
      const { traceparent, route } = ctx.state as RequestState;
      if (problemCode !== undefined) problems.add(problemCode);
      const duration = requests.of(
        ctx.protocol,
        knownMethod(ctx.method),
        route,
        status,
        status < SERVER_ERROR ? undefined : (problemCode ?? String(status)),
      );
      const seconds = (performance.now() - startedMs) / 1_000;
      const traceId = traceparent !== undefined && isSampled(traceparent) ? traceIds(traceparent)?.trace_id : undefined;
      if (traceId === undefined) duration.observe(seconds);
      else duration.observeTraced(seconds, traceId);
    }
  };
}

export function requestMetrics({ requests, problems, signIns, streams }: Measurements): MetricFamily[] {
  return [
    histogram(
      'http_server_request_duration_seconds',
      'Duration of HTTP server requests',
      requests.series().map(({ labels: { scheme, method, route, status, errorType }, duration }) => [
        {
          http_request_method: method,
          url_scheme: scheme,
          http_response_status_code: String(status),
          ...(route !== undefined && { http_route: route }),
          ...(errorType !== undefined && { error_type: errorType }),
        },
        duration,
      ]),
    ),
    counter(
      'http_problems_total',
      'Problem documents by their code',
      problems
        .entries()
        .map(([code, count]) => [
          { code, http_response_status_code: String(PROBLEM_STATUSES[code] ?? SERVER_ERROR) },
          count,
        ]),
    ),
    counter(
      'sign_ins_total',
      'Requests by the outcome of their sign-in; cached: with the verdict on an earlier request',
      signIns.entries().map(([outcome, count]) => [{ outcome }, count]),
    ),
    gauge('event_streams_open', 'Live streams of events that are open', 'sum', streams.open),
  ];
}
