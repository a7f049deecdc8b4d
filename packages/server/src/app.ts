import Koa from 'koa';
import compose from 'koa-compose';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { compatibilityWith, type Compatibility, type CompatibleService } from './http/compatibility/compatibility.js';
import type { Handlers } from './http/contract/handlers.js';
import { AnswersInFlight } from './http/answers-in-flight.js';
import type { Metrics } from './http/metrics/metrics.js';
import { accessLog } from './http/middleware/access-log.js';
import { anonymousTurns } from './http/middleware/anonymous-turns.js';
import { boundedAnswers } from './http/middleware/bounded-answers.js';
import { crossOrigin } from './http/middleware/cross-origin.js';
import { limitRate } from './http/middleware/rate-limit.js';
import { requestContext } from './http/middleware/request-context.js';
import { refuseWrites } from './http/middleware/refuse-writes.js';
import { refuseAmbiguousHeaders } from './http/middleware/request-headers.js';
import { pathAsTarget } from './http/middleware/request-target.js';
import { routeRequests } from './http/middleware/route-requests.js';
import { safeHeaders } from './http/middleware/safe-headers.js';
import { traceRequests } from './http/middleware/trace-requests.js';
import { addOperationRoutes } from './http/operation-routes.js';
import type { OperationsPort } from './http/operations-port.js';
import { renderProblems } from './http/problems/render-problems.js';
import { diagnosticsHandlers, type DiagnosticsDependencies } from './http/routes/diagnostics.js';
import { addDocsAssets, docsHandlers } from './http/routes/docs.js';
import { eventHandlers, type EventDependencies } from './http/routes/events.js';
import { explanationHandlers, type ExplanationDependencies } from './http/routes/explanation.js';
import { healthHandlers } from './http/routes/health.js';
import { meHandlers } from './http/routes/me.js';
import { orderHandlers, type OrderDependencies } from './http/routes/orders.js';
import { outboxHandlers } from './http/routes/outbox.js';
import { replayHandlers } from './http/routes/replay.js';
import { statisticsHandlers } from './http/routes/statistics.js';
import { userHandlers } from './http/routes/users.js';
import { RouteTable } from './http/route-table.js';
import type { HealthSource } from './ports/health-source.js';
import type { Tracing } from './ports/tracing.js';
import type { UserErasure } from './ports/user-erasure.js';
import type { OperateOutbox } from './usecases/operate-outbox.js';
import type { ReadStatistics } from './usecases/read-statistics.js';

export interface AppDependencies
  extends OrderDependencies, ExplanationDependencies, EventDependencies, DiagnosticsDependencies {
  readonly metrics: Metrics;
  readonly health: HealthSource;
  /** How long health is reported before it is read again. */
  readonly healthMaxAgeMs: number;
  /** Whether every change is refused. */
  readonly readOnly: boolean;
  readonly authenticate: Middleware;
  /** Requests that each user may make; 0 for any number. */
  readonly requestsPerMinute: number;
  /** Empty to leave out the headers of cross-origin requests. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** Whose clients are answered as they were by it; undefined for the contract alone. */
  readonly compatibility: CompatibleService | undefined;
  readonly operateOutbox: OperateOutbox;
  readonly readStatistics: ReadStatistics;
  readonly eraseUser: UserErasure;
  /** Whether the contract and its page are served. */
  readonly docs: boolean;
  /** Undefined where operations are served on the public port. */
  readonly operationsPort: OperationsPort | undefined;
  /** Undefined where tracing is off. */
  readonly tracing: Tracing | undefined;
  readonly logger: Logger;
}

/** The HTTP side: what every request passes through, in this order, and then its operation. */
export function createApp(dependencies: AppDependencies): Koa {
  const { allowedOrigins, metrics, operationsPort, logger } = dependencies;
  const answers = new AnswersInFlight();
  const compatibility = compatibilityWith(dependencies.compatibility);
  const routes = createRoutes(dependencies, answers, compatibility);

  const app = new Koa();
  app.use(pathAsTarget());
  app.use(boundedAnswers(answers));
  app.use(requestContext());
  if (dependencies.tracing) app.use(traceRequests(dependencies.tracing));
  app.use(accessLog(logger));
  app.use(metrics.measure);
  app.use(anonymousTurns());
  app.use(safeHeaders());
  if (allowedOrigins.size > 0) app.use(crossOrigin(allowedOrigins));
  app.use(compatibility.edge);
  app.use(renderProblems(logger));
  app.use(refuseAmbiguousHeaders());
  app.use(routeRequests(routes, operationsPort && ((route, request) => operationsPort.serves(route, request))));
  app.on('error', (error: unknown) => logger.debug({ err: error }, 'the connection failed during the answer'));
  return app;
}

/** Every operation, and the files of the page of documentation. */
export function createRoutes(
  dependencies: AppDependencies,
  answers: AnswersInFlight,
  compatibility: Compatibility,
): RouteTable {
  const { authenticate, requestsPerMinute, readOnly, health, healthMaxAgeMs, metrics } = dependencies;
  const handlers: Handlers = {
    ...orderHandlers(dependencies),
    ...explanationHandlers(dependencies),
    ...eventHandlers(dependencies, answers),
    ...replayHandlers(dependencies),
    ...outboxHandlers(dependencies),
    ...statisticsHandlers(dependencies),
    ...diagnosticsHandlers(dependencies),
    ...userHandlers(dependencies),
    ...meHandlers(dependencies),
    ...healthHandlers(health, { maxAgeMs: healthMaxAgeMs, readOnly }),
    ...metrics.handlers,
    ...docsHandlers(dependencies),
  };
  const signIn = compose([
    authenticate,
    compatibility.signedIn,
    limitRate(requestsPerMinute),
    ...(readOnly ? [refuseWrites()] : []),
  ]);
  const routes = new RouteTable();
  addOperationRoutes(routes, handlers, signIn, compatibility.readerOf);
  addDocsAssets(routes, dependencies);
  return routes;
}
