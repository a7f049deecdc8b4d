import { expect } from 'chai';
import { createClient, OrderServiceError, type Middleware, type MiddlewareRequest } from '../../src/index.js';
import { rejection } from '../support/stub-service.js';

const ORDER = { id: 257, status: 'pending', version: 1 };

/** Answers attempts one after the other by what it is given: a body, a status, or an error to reject with. */
function stubFetch(...answers: readonly (object | number | Error)[]) {
  const sent: { url: string; headers: Headers; body: unknown }[] = [];
  const fetch: typeof globalThis.fetch = (input, init = {}) => {
    sent.push({ url: input as string, headers: new Headers(init.headers), body: init.body });
    const answer = answers[Math.min(sent.length, answers.length) - 1] ?? ORDER;
    if (answer instanceof Error) return Promise.reject(answer);
    if (typeof answer !== 'number') return Promise.resolve(Response.json(answer));
    return Promise.resolve(new Response(null, { status: answer }));
  };
  return { fetch, sent };
}

function clientWith(middleware: readonly Middleware[], fetch: typeof globalThis.fetch) {
  return createClient({ baseUrl: 'http://orders.test', token: 'hush', fetch, middleware });
}

describe('middleware', () => {
  it('sees and changes the request and the response, the first one outermost', async () => {
    const steps: string[] = [];
    const named =
      (name: string): Middleware =>
      async (request, next) => {
        steps.push(`${name} ${request.method}`);
        request.headers.append('x-passed', name);
        const response = await next(request);
        steps.push(`${name} ${response.status}`);
        return response;
      };
    const renamed: Middleware = async (request, next) => {
      const response = await next({ ...request, url: `${request.url}?fields=id` });
      return Response.json({ ...((await response.json()) as object), id: 513 });
    };
    const { fetch, sent } = stubFetch(ORDER);
    const order = await clientWith([named('a'), named('b'), renamed], fetch).orders.get(257);
    expect(order.id).to.equal(513);
    expect(steps).to.deep.equal(['a GET', 'b GET', 'b 200', 'a 200']);
    expect(sent[0]).to.have.property('url', 'http://orders.test/api/v1/orders/257?fields=id');
    expect(sent[0]?.headers.get('x-passed')).to.equal('a, b');
    expect(sent[0]?.headers.get('authorization')).to.equal('Bearer hush');
  });

  it('is called for every attempt, each with headers of its own', async () => {
    const attempts: MiddlewareRequest[] = [];
    const { fetch, sent } = stubFetch(503, new TypeError('fetch failed'), ORDER);
    const counted: Middleware = (request, next) => {
      attempts.push(request);
      request.headers.append('x-attempt', String(request.attempt));
      return next(request);
    };
    await clientWith([counted], fetch).orders.create({ items: [{ product_id: 1, quantity: 1 }] });
    expect(attempts.map(({ attempt }) => attempt)).to.deep.equal([1, 2, 3]);
    expect(sent.map(({ headers }) => headers.get('x-attempt'))).to.deep.equal(['1', '2', '3']);
    expect(new Set(sent.map(({ headers }) => headers.get('idempotency-key')))).to.have.property('size', 1);
    expect(attempts[0]?.body).to.equal('{"items":[{"product_id":1,"quantity":1}]}');
  });

  it('can answer by itself', async () => {
    const { fetch, sent } = stubFetch();
    const cached: Middleware = () => Promise.resolve(Response.json(ORDER));
    expect(await clientWith([cached], fetch).orders.get(257)).to.deep.equal(ORDER);
    expect(sent).to.deep.equal([]);
  });

  it('fails the call at once when it throws, and tells whether anything was sent', async () => {
    const broken = new Error('no key to sign with');
    const before: Middleware = () => Promise.reject(broken);
    const after: Middleware = async (request, next) => {
      await next(request);
      throw broken;
    };
    for (const [middleware, outcomeUnknown, times] of [
      [before, false, 0],
      [after, true, 1],
    ] as const) {
      const { fetch, sent } = stubFetch(ORDER);
      const error = await rejection(clientWith([middleware], fetch).orders.updateStatus(257, 'confirmed'));
      expect(error).to.be.instanceOf(OrderServiceError);
      expect(error).to.include({ outcomeUnknown, attempts: 1, cause: broken });
      expect((error as Error).message).to.equal('A middleware failed: no key to sign with');
      expect(sent).to.have.lengthOf(times);
    }
  });

  it('fails the call when it returns something that is not a response', async () => {
    const silent = (() => Promise.resolve(undefined)) as unknown as Middleware;
    const error = await rejection(clientWith([silent], stubFetch().fetch).orders.get(257));
    expect(error)
      .to.have.property('message')
      .that.matches(/returned something that is not a response/);
  });

  it('passes on failures of the connection, also as the cause of its own error, and they are retried', async () => {
    const wrapping: Middleware = async (request, next) => {
      try {
        return await next(request);
      } catch (cause) {
        throw new Error('by way of the gateway', { cause });
      }
    };
    const { fetch, sent } = stubFetch(new TypeError('fetch failed'), ORDER);
    expect(await clientWith([wrapping], fetch).orders.get(257)).to.deep.equal(ORDER);
    expect(sent).to.have.lengthOf(2);
  });
});
