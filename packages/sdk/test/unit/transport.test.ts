import { expect } from 'chai';
import type { ReplyHeaders } from 'nock';
import { interceptHttp } from '../../../../test/services/intercepted-http.js';
import {
  AbortedError,
  ApiError,
  ConnectionError,
  TimeoutError,
  TokenError,
  UnexpectedResponseError,
  type CallLimits,
  type OrderServiceClient,
  type OrderServiceError,
  type RetryEvent,
} from '../../src/index.js';
import { sampleOrder } from '../../../../test/services/sample-order.js';
import { aProblem, PROBLEM_JSON, rejection, service, stubClient } from '../support/stub-service.js';
import { unhandledRejections } from '../support/unhandled-rejections.js';

const AT_ONCE: ReplyHeaders = { ...PROBLEM_JSON, 'retry-after': '0' };
const NEW_ORDER = { items: [{ product_id: 1, quantity: 2 }] };

describe('transport', () => {
  interceptHttp();

  describe('what it sends again', () => {
    interface Kind {
      readonly name: string;
      readonly method: 'GET' | 'POST' | 'PATCH';
      readonly path: string;
      readonly guarded: boolean;
      call(client: OrderServiceClient): PromiseLike<unknown>;
    }
    const kinds: readonly Kind[] = [
      {
        name: 'a read',
        method: 'GET',
        path: '/api/v1/orders/42',
        guarded: true,
        call: (client) => client.orders.get(42),
      },
      {
        name: 'a create',
        method: 'POST',
        path: '/api/v1/orders',
        guarded: true,
        call: (client) => client.orders.create(NEW_ORDER),
      },
      {
        name: 'a conditional update',
        method: 'PATCH',
        path: '/api/v1/orders/42/status',
        guarded: true,
        call: (client) => client.orders.updateStatus(42, 'confirmed', { ifMatch: 1 }),
      },
      {
        name: 'an unconditional update',
        method: 'PATCH',
        path: '/api/v1/orders/42/status',
        guarded: false,
        call: (client) => client.orders.updateStatus(42, 'confirmed'),
      },
    ];
    const refusals: readonly [status: number, code: string, unprocessed: boolean][] = [
      [408, 'request_timeout', false],
      [429, 'rate_limited', true],
      [500, 'internal_error', false],
      [502, 'bad_gateway', false],
      [503, 'database_unavailable', true],
      [503, 'service_overloaded', true],
      [503, 'outcome_unknown', false],
      [504, 'gateway_timeout', false],
    ];

    for (const kind of kinds) {
      for (const [status, code, unprocessed] of refusals) {
        const again = kind.guarded || unprocessed;
        it(`${kind.name} after ${status} ${code}: ${again ? 'sent again' : 'final'}`, async () => {
          service().intercept(kind.path, kind.method).reply(status, aProblem(status, code), AT_ONCE);
          if (again)
            service()
              .intercept(kind.path, kind.method)
              .reply(200, sampleOrder({ status: 'confirmed' }));

          const outcome = await Promise.resolve(kind.call(stubClient())).catch((error: unknown) => error);
          if (again) expect(outcome).to.have.property('status', 'confirmed');
          else
            expect(outcome).to.be.instanceOf(ApiError).and.include({ status, code, outcomeUnknown: true, attempts: 1 });
        });
      }

      it(`${kind.name} whose connection was refused: sent again`, async () => {
        const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
        service().intercept(kind.path, kind.method).replyWithError(refused);
        service().intercept(kind.path, kind.method).reply(200, sampleOrder());
        expect(await kind.call(stubClient())).to.have.property('id', 42);
      });

      it(`${kind.name} whose connection was reset: ${kind.guarded ? 'sent again' : 'final'}`, async () => {
        const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
        service().intercept(kind.path, kind.method).replyWithError(reset);
        if (kind.guarded) service().intercept(kind.path, kind.method).reply(200, sampleOrder());

        const outcome = await Promise.resolve(kind.call(stubClient())).catch((error: unknown) => error);
        if (kind.guarded) expect(outcome).to.have.property('id', 42);
        else expect(outcome).to.be.instanceOf(ConnectionError).and.include({ outcomeUnknown: true });
      });
    }

    it('a create whose key is still in use, with the same key and request id each time', async () => {
      const seen: string[][] = [];
      const record = (request: { headers: Record<string, unknown> }) => {
        seen.push([String(request.headers['idempotency-key']), String(request.headers['x-request-id'])]);
      };
      for (const code of ['idempotency_key_in_use', 'idempotency_key_in_use']) {
        service()
          .post('/api/v1/orders')
          .reply(function () {
            record(this.req);
            return [409, aProblem(409, code), AT_ONCE];
          });
      }
      service()
        .post('/api/v1/orders', NEW_ORDER)
        .reply(function () {
          record(this.req);
          return [201, sampleOrder()];
        });

      const { response } = await stubClient().orders.create(NEW_ORDER).withResponse();
      expect(response.attempts).to.equal(3);
      expect(new Set(seen.map(String)).size).to.equal(1);
      const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
      for (const id of seen[0]!) expect(id).to.match(uuid);
      expect(seen[0]![0]).not.to.equal(seen[0]![1]);
    });

    it('no request that the service rejected for good', async () => {
      const refused = aProblem(409, 'insufficient_stock', { product_id: 1, requested: 5, available: 3 });
      service().post('/api/v1/orders').reply(409, refused, PROBLEM_JSON);
      const error = await rejection(stubClient().orders.create(NEW_ORDER));
      expect(error).to.include({ code: 'insufficient_stock', available: 3, attempts: 1, outcomeUnknown: false });
      expect(error).to.include({ requestId: 'server-id', message: 'What insufficient_stock means.' });
    });

    it('as often as maxRetries says, of the call before the client', async () => {
      service().get('/api/v1/orders/42').times(3).reply(503, 'busy', { 'retry-after': '0' });
      const error = await rejection(stubClient({ maxRetries: 9 }).orders.get(42, { maxRetries: 2 }));
      expect(error).to.be.instanceOf(UnexpectedResponseError).and.include({ status: 503, attempts: 3 });

      service().get('/api/v1/orders/42').reply(503, 'busy', { 'retry-after': '0' });
      expect(await rejection(stubClient({ maxRetries: 0 }).orders.get(42))).to.include({ attempts: 1 });
    });

    describe('during an outage', () => {
      const { random } = Math;
      before(() => (Math.random = () => 0)); // every backoff is 0 ms
      after(() => (Math.random = random));

      const problem = (status: number, code: string) =>
        Response.json(aProblem(status, code), { status, headers: { 'content-type': 'application/problem+json' } });
      const noConnection = (code: string) => {
        throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
      };
      const attemptsThat = (fail: () => Response, count: number, limits: CallLimits = {}) => {
        let attempts = 0;
        const fetch = () =>
          Promise.resolve().then(() => ((attempts += 1) <= count ? fail() : Response.json(sampleOrder())));
        return stubClient({ fetch, ...limits });
      };

      const outages: readonly [name: string, fail: () => Response][] = [
        ['no server listens', () => noConnection('ECONNREFUSED')],
        ['the database cannot be reached', () => problem(503, 'database_unavailable')],
        ['the balancer has no server', () => new Response('<html>', { status: 503 })],
        ['connections are reset', () => noConnection('ECONNRESET')],
      ];
      for (const [name, fail] of outages) {
        it(`it goes on until the deadline: ${name}`, async () => {
          const { response } = await attemptsThat(fail, 40).orders.create(NEW_ORDER).withResponse();
          expect(response.attempts).to.equal(41);
        });
      }

      it('but no more often than maxRetries or maxConnectionRetries say', async () => {
        const [, refused] = outages[0]!;
        const [, away] = outages[1]!;
        const failed = (client: OrderServiceClient) => rejection(client.orders.create(NEW_ORDER));
        expect(await failed(attemptsThat(away, 40, { maxRetries: 5 }))).to.include({ attempts: 6 });
        expect(await failed(attemptsThat(refused, 40, { maxConnectionRetries: 2 }))).to.include({ attempts: 3 });
        const { response } = await attemptsThat(away, 40, { maxConnectionRetries: 2 }).orders.get(42).withResponse();
        expect(response.attempts).to.equal(41);
      });

      const faults: readonly [name: string, fail: () => Response][] = [
        ['a fault of the service', () => problem(500, 'internal_error')],
        ['a fault of the product service', () => problem(502, 'product_service_invalid_response')],
        ['no such host', () => noConnection('ENOTFOUND')],
      ];
      for (const [name, fail] of faults) {
        it(`but not for what is no outage: ${name}`, async () => {
          const error = await rejection(attemptsThat(fail, 40).orders.create(NEW_ORDER));
          expect(error).to.include({ attempts: 4 });
        });
      }
    });

    it('an outcome stays unknown when an earlier attempt may have made the change', async () => {
      service().post('/api/v1/orders').reply(503, aProblem(503, 'outcome_unknown'), AT_ONCE);
      service().post('/api/v1/orders').reply(401, aProblem(401, 'token_expired'), PROBLEM_JSON);
      const error = await rejection(stubClient().orders.create(NEW_ORDER));
      expect(error).to.include({ code: 'token_expired', outcomeUnknown: true, attempts: 2 });
    });
  });

  describe('Retry-After', () => {
    it('is not waited for when it ends after the deadline', async () => {
      service()
        .get('/api/v1/orders/42')
        .reply(429, aProblem(429, 'rate_limited', { retry_after: 3600 }), {
          ...PROBLEM_JSON,
          'retry-after': '3600',
        });
      const error = await rejection(stubClient({ deadlineMs: 5_000 }).orders.get(42));
      expect(error).to.include({ code: 'rate_limited', retry_after: 3600, attempts: 1 });
    });

    it('is replaced by a delay that grows where there is none', async () => {
      const { random } = Math;
      Math.random = () => 0.01;
      try {
        const delays: (readonly [reason: string, delayMs: number])[] = [];
        const onRetry = ({ reason, delayMs }: RetryEvent) => delays.push([reason, delayMs]);
        const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
        service().get('/api/v1/orders/42').replyWithError(reset);
        service().get('/api/v1/orders/42').times(2).reply(503, 'busy');
        service().get('/api/v1/orders/42').reply(200, sampleOrder());
        await stubClient({ hooks: { onRetry } }).orders.get(42);
        expect(delays).to.deep.equal([
          ['connection_lost', 2],
          ['503', 4],
          ['503', 8],
        ]);
      } finally {
        Math.random = random;
      }
    });

    it('is the delay that onRetry gets', async () => {
      const delays: number[] = [];
      const onRetry = ({ delayMs }: { delayMs: number }) => delays.push(delayMs);
      const past = 'Sun, 22 Nov 2020 12:00:00 GMT';
      service().get('/api/v1/orders/42').reply(503, 'busy', { 'retry-after': past });
      service().get('/api/v1/orders/42').reply(200, sampleOrder());
      await stubClient({ hooks: { onRetry } }).orders.get(42);
      expect(delays).to.deep.equal([0]);
    });
  });

  describe('limits', () => {
    it('ends an attempt that takes too long, and makes another', async () => {
      service().get('/api/v1/orders/42').delay(20_000).reply(200, sampleOrder());
      service().get('/api/v1/orders/42').reply(200, sampleOrder());
      const { response } = await stubClient().orders.get(42, { timeoutMs: 100 }).withResponse();
      expect(response.attempts).to.equal(2);
    });

    it('says that no attempt ended in time, and that a change may have been made', async () => {
      service().patch('/api/v1/orders/42/status').delay(20_000).reply(200, sampleOrder());
      const error = await rejection(stubClient().orders.updateStatus(42, 'confirmed', { timeoutMs: 100 }));
      expect(error).to.be.instanceOf(TimeoutError);
      expect(error).to.include({ timeoutMs: 100, attempts: 1, outcomeUnknown: true });
    });

    it('ends the call at its deadline, with what the attempt before came to as the cause', async () => {
      service().get('/api/v1/orders/42').reply(503, aProblem(503, 'service_overloaded'), AT_ONCE);
      service().get('/api/v1/orders/42').delay(20_000).reply(200, sampleOrder());
      const error = await rejection(stubClient({ deadlineMs: 300 }).orders.get(42));
      expect(error).to.be.instanceOf(TimeoutError).and.include({ timeoutMs: 300, attempts: 2 });
      expect((error as Error).cause)
        .to.be.instanceOf(ApiError)
        .and.include({ code: 'service_overloaded' });
    });

    it('leaves no timer behind that would delay the end of a program', async () => {
      const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
      await new Promise((resolve) => setImmediate(resolve)); // mocha has started the test's own timer by then
      const before = timers();
      await stubClient({ fetch: () => Promise.resolve(Response.json(sampleOrder())) }).orders.get(42);
      expect(timers()).to.equal(before);
    });

    it('bounds a token function and a fetch that never end, though neither knows of signals', async () => {
      const never = () => new Promise<never>(() => undefined);
      expect(await rejection(stubClient({ token: never, deadlineMs: 50 }).orders.get(42))).to.include({
        name: 'TimeoutError',
        attempts: 0,
        outcomeUnknown: false,
      });
      expect(await rejection(stubClient({ fetch: never, deadlineMs: 50 }).orders.create(NEW_ORDER))).to.include({
        name: 'TimeoutError',
        attempts: 1,
        outcomeUnknown: true,
      });
    });
  });

  describe('abort', () => {
    const reason = new Error('the user left');

    it('before the call sends nothing', async () => {
      const error = await rejection(stubClient().orders.get(42, { signal: AbortSignal.abort(reason) }));
      expect(error).to.be.instanceOf(AbortedError).and.include({ cause: reason, attempts: 0 });
      const health = await rejection(stubClient().health({ signal: AbortSignal.abort(reason) }));
      expect(health).to.be.instanceOf(AbortedError).and.include({ cause: reason, attempts: 0 });
    });

    it('of the client ends every call, beside the signals of the calls', async () => {
      const client = stubClient({ signal: AbortSignal.abort(reason) });
      const { signal } = new AbortController();
      expect(await rejection(client.orders.get(42))).to.include({ name: 'AbortedError', cause: reason });
      expect(await rejection(client.orders.get(42, { signal }))).to.include({ name: 'AbortedError', cause: reason });
      const [events, updates] = [client.events.stream(), client.orders.updateStatusMany([42], 'shipped', { signal })];
      expect(await rejection(events[Symbol.asyncIterator]().next())).to.include({ name: 'AbortedError' });
      expect(await rejection(updates.next())).to.include({ name: 'AbortedError' });
    });

    it('during an attempt ends it', async () => {
      const controller = new AbortController();
      const client = stubClient({ hooks: { onRequest: () => queueMicrotask(() => controller.abort(reason)) } });
      service().post('/api/v1/orders').optionally().delay(20_000).reply(201, sampleOrder());
      const error = await rejection(client.orders.create(NEW_ORDER, { signal: controller.signal }));
      expect(error).to.be.instanceOf(AbortedError).and.include({ cause: reason, attempts: 1, outcomeUnknown: true });
    });

    it('between attempts ends the wait', async () => {
      const controller = new AbortController();
      const client = stubClient({ hooks: { onRetry: () => queueMicrotask(() => controller.abort(reason)) } });
      service().get('/api/v1/orders/42').reply(503, 'busy', { 'retry-after': '30' });
      const error = await rejection(client.orders.get(42, { signal: controller.signal }));
      expect(error).to.be.instanceOf(AbortedError).and.include({ cause: reason, attempts: 1, outcomeUnknown: false });
    });
  });

  describe('token', () => {
    const expired = aProblem(401, 'token_expired');
    const bearer = (token: string) => service({ reqheaders: { authorization: `Bearer ${token}` } });

    it('is asked for before every call', async () => {
      const tokens = ['first', 'second'];
      const client = stubClient({ token: () => tokens.shift() ?? '' });
      bearer('first').get('/api/v1/orders/42').reply(200, sampleOrder());
      bearer('second').get('/api/v1/orders/42').reply(200, sampleOrder());
      await client.orders.get(42);
      await client.orders.get(42);
    });

    it('is asked for once more after a 401, with the one that was rejected', async () => {
      const asked: (string | undefined)[] = [];
      const client = stubClient({
        token: ({ rejected }) => {
          asked.push(rejected);
          return Promise.resolve(rejected === undefined ? 'old' : 'new');
        },
      });
      bearer('old').patch('/api/v1/orders/42/status').reply(401, expired, PROBLEM_JSON);
      bearer('new')
        .patch('/api/v1/orders/42/status')
        .reply(200, sampleOrder({ status: 'shipped' }));
      expect(await client.orders.updateStatus(42, 'shipped')).to.include({ status: 'shipped' });
      expect(asked).to.deep.equal([undefined, 'old']);
    });

    it('that is rejected twice is an error', async () => {
      let count = 0;
      const client = stubClient({ token: () => `token-${(count += 1)}` });
      bearer('token-1').get('/api/v1/orders/42').reply(401, expired, PROBLEM_JSON);
      bearer('token-2').get('/api/v1/orders/42').reply(401, expired, PROBLEM_JSON);
      expect(await rejection(client.orders.get(42))).to.include({ code: 'token_expired', attempts: 2 });
    });

    it('that is the same again is not sent again, nor is a fixed one', async () => {
      for (const token of ['same', () => 'same']) {
        bearer('same').get('/api/v1/orders/42').reply(401, expired, PROBLEM_JSON);
        expect(await rejection(stubClient({ token }).orders.get(42))).to.include({
          code: 'token_expired',
          attempts: 1,
        });
      }
    });

    it('function that fails is a TokenError with its cause', async () => {
      const cause = new Error('the vault is sealed');
      const error = await rejection(stubClient({ token: () => Promise.reject(cause) }).orders.get(42));
      expect(error).to.be.instanceOf(TokenError).and.include({ cause, attempts: 0 });
      expect(error).to.have.nested.property('request.method', 'GET');
    });

    it('that cannot be sent is an error that does not show it', async () => {
      const error = await rejection(stubClient({ token: () => 'se cret\n' }).orders.get(42));
      expect(error).to.be.instanceOf(TokenError);
      expect(String((error as Error).stack)).not.to.contain('cret');
    });

    it('is neither asked for nor sent for health', async () => {
      service({ badheaders: ['authorization'] })
        .get('/health')
        .reply(200, { status: 'healthy' });
      await stubClient({ token: () => Promise.reject(new Error('not asked')) }).health();
    });
  });

  describe('hooks', () => {
    it('see every attempt, and no secret', async () => {
      const seen: unknown[] = [];
      const record = (event: unknown) => void seen.push(event);
      const headers = { cookie: 'secret-cookie', 'X-Api-Key': 'secret-key', 'X-Tenant': 'north' };
      const hooks = { onRequest: record, onResponse: record, onRetry: record };
      const client = stubClient({ headers, hooks });
      service()
        .get('/api/v1/orders/42')
        .reply(503, aProblem(503, 'service_overloaded'), {
          ...AT_ONCE,
          'set-cookie': 'secret-session',
        });
      service().get('/api/v1/orders/42').reply(404, aProblem(404, 'order_not_found'), PROBLEM_JSON);

      const startedMs = performance.now();
      const error = await rejection(client.orders.get(42));
      expect(seen[1])
        .to.have.property('durationMs')
        .within(0, performance.now() - startedMs);
      expect(seen).to.have.length(5);
      expect(seen[0]).to.have.nested.property('request.headers.x-tenant', 'north');
      expect(seen[0]).to.include({ attempt: 1 });
      expect(seen[1]).to.include({ attempt: 1, status: 503 });
      expect(seen[2]).to.include({ attempt: 1, delayMs: 0, reason: '503 service_overloaded' });
      expect(seen[4]).to.include({ attempt: 2, status: 404 });
      expect((error as OrderServiceError).request).to.deep.equal((seen[3] as { request: unknown }).request);
      for (const shown of [seen, error]) expect(JSON.stringify(shown)).not.to.contain('secret');
    });

    it('cannot break a call', async () => {
      const fail = () => {
        throw new Error('a faulty hook');
      };
      service().get('/api/v1/orders/42').reply(503, 'busy', { 'retry-after': '0' });
      service().get('/api/v1/orders/42').reply(200, sampleOrder());
      const failLater: () => unknown = () => Promise.reject(new Error('a faulty hook'));
      const hooks = { onRequest: fail, onResponse: fail, onRetry: failLater };
      const unhandled = await unhandledRejections(async () => {
        expect(await stubClient({ hooks }).orders.get(42)).to.include({ id: 42 });
      });
      expect(unhandled).to.deep.equal([]);
    });
  });

  describe('answers', () => {
    it('are not read beyond maxResponseBytes', async () => {
      service()
        .get('/api/v1/orders/42')
        .reply(200, `"${'x'.repeat(5_000)}"`, { 'content-type': 'application/json' });
      const error = await rejection(stubClient({ maxResponseBytes: 4_096 }).orders.get(42));
      expect(error).to.be.instanceOf(UnexpectedResponseError).and.include({ status: 200, attempts: 1 });
    });

    it('that redirect are not followed', async () => {
      service().get('/api/v1/orders/42').reply(302, undefined, { location: 'http://elsewhere.test/' });
      const error = await rejection(stubClient().orders.get(42));
      expect(error).to.be.instanceOf(UnexpectedResponseError).and.include({ status: 302, attempts: 1 });
    });

    it('that are cut short are asked for again', async () => {
      service().get('/api/v1/orders/42').reply(200, '{"id":4', { 'content-type': 'application/json' });
      service().get('/api/v1/orders/42').reply(200, sampleOrder());
      expect(await stubClient().orders.get(42)).to.include({ id: 42 });
    });

    it('of another program are not taken for those of the service', async () => {
      service().post('/api/v1/orders').reply(200, '<html>Welcome</html>', { 'content-type': 'text/html' });
      const error = await rejection(stubClient().orders.create(NEW_ORDER));
      expect(error).to.be.instanceOf(UnexpectedResponseError);
      expect(error).to.include({ status: 200, contentType: 'text/html', outcomeUnknown: true, attempts: 1 });
    });

    describe('of a stream', () => {
      const openStream = (answer: Response) => {
        const events = stubClient({ fetch: () => Promise.resolve(answer) }).events.stream();
        return events[Symbol.asyncIterator]().next();
      };

      for (const headers of [{ 'content-type': 'text/html' }, {}]) {
        it(`are an error when they have ${headers['content-type'] ?? 'no content type'}, and are let go of`, async () => {
          let isCancelled = false;
          const body = new ReadableStream<Uint8Array>({ cancel: () => void (isCancelled = true) });
          const error = await rejection(openStream(new Response(body, { headers })));
          expect(error).to.be.instanceOf(UnexpectedResponseError).and.include({ status: 200, attempts: 1 });
          expect((error as Error).message).to.contain('Expected an event stream');
          expect(isCancelled).to.equal(true);
        });
      }

      it('are handed over as they arrive', async () => {
        const event = {
          event_type: 'order.status.updated',
          event_id: '0199f0c2-88d3-7a51-8d9c-2c6f0be21a42',
          order_version: 2,
          timestamp: '2026-02-15T17:28:44.927636Z',
          traceparent: null,
          data: {
            ...{ order_id: 7, user_id: 1, user_email: '', updated_by: 'user:1' },
            ...{ old_status: 'pending', new_status: 'confirmed' },
          },
        };
        const frame = new TextEncoder().encode(`id: a\ndata: ${JSON.stringify(event)}\n\n`);
        const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(frame) });
        const headers = { 'content-type': 'text/event-stream; charset=utf-8' };
        expect(await openStream(new Response(body, { headers }))).to.deep.equal({ done: false, value: event });
      });

      it('are problems where the service refuses it', async () => {
        const problem = JSON.stringify(aProblem(403, 'operator_required'));
        const error = await rejection(openStream(new Response(problem, { status: 403, headers: { ...PROBLEM_JSON } })));
        expect(error).to.be.instanceOf(ApiError).and.include({ code: 'operator_required' });
      });
    });
  });
});
