import { expect } from 'chai';
import { contract, resolve, type ContractOperation, contractOperations } from '../support/conformance.js';
import type { Answer, TestClient } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

type Json = Record<string, unknown>;

/** An example of the contract: the body of a request, or that of an answer. */
interface Example {
  readonly operation: ContractOperation;
  /** Such as `createOrder twoProducts`, or `createOrder 404 productNotFound`. */
  readonly name: string;
  readonly value: unknown;
}

interface Media {
  readonly content?: Readonly<Record<string, { examples?: Readonly<Record<string, { value?: unknown }>> }>>;
}

const examplesOf = (operation: ContractOperation, node: Media, prefix: string): Example[] =>
  Object.values(node.content ?? {}).flatMap(({ examples = {} }) =>
    Object.entries(examples).map(([name, example]) => ({
      operation,
      name: `${prefix} ${name}`,
      value: resolve(example).value,
    })),
  );

const written = (operation: ContractOperation) =>
  (contract.paths as Record<string, Record<string, { requestBody?: Media }>>)[operation.path]![
    operation.method.toLowerCase()
  ]!;

const requests = contractOperations.flatMap((operation) =>
  examplesOf(operation, written(operation).requestBody ?? {}, operation.operationId),
);
const answers = contractOperations.flatMap((operation) =>
  Object.entries(operation.responses).flatMap(([status, node]) =>
    examplesOf(operation, resolve(node) as Media, `${operation.operationId} ${status}`),
  ),
);

describe('The examples in the contract', () => {
  const service = useTestService();
  let ann: TestClient;
  let operator: TestClient;
  let orderId: number;
  let eventId: string;

  beforeEach(async () => {
    ann = service().as({ userId: service().newUserId(), email: 'u@example.com' });
    operator = service().operator();
    orderId = (await ann.placed()).id;
    const { body } = await ann.get<{ event_id: string }[]>(`/api/v1/orders/${orderId}/events`);
    eventId = body[0]!.event_id;
    await service().query('UPDATE outbox SET dead_lettered_at = now() WHERE event_id = $1', [eventId]);
  });

  /** The path of an operation on what this test has made. */
  function targetOf({ path }: ContractOperation): string {
    return path
      .replace('{order_id}', String(orderId))
      .replace('{event_id}', eventId)
      .replace('{user_id}', String(service().newUserId()));
  }

  for (const { operation, name, value } of requests) {
    it(`are accepted when they are sent: ${name}`, async () => {
      const named = (value as Json).order_id === undefined ? value : { ...(value as Json), order_id: orderId };
      const { status, text } = await operator.send(operation.method, targetOf(operation), { json: named });
      expect(status, text).to.be.within(200, 299);
    });
  }

  /** The request that is answered like each example. An example without one fails. */
  const senders: Readonly<Record<string, () => Promise<Answer<unknown>>>> = {
    'listOrders 200 empty': () => service().newUser().send('GET', '/api/v1/orders'),
    'createOrder 201 order': () =>
      ann.send('POST', '/api/v1/orders', {
        json: { items: [{ product_id: 1, quantity: 2 }], reference: 'S-2026-0117' },
      }),
    'createOrder 404 productNotFound': () =>
      ann.send('POST', '/api/v1/orders', { json: { items: [{ product_id: 99, quantity: 1 }] } }),
    'createOrder 409 insufficientStock': async () => {
      const { products } = service().catalogue;
      const product = products.get(7)!;
      products.set(7, { ...product, stock_quantity: 3 });
      const body = { items: [{ product_id: 7, quantity: 5 }] };
      const answer = await ann.send('POST', '/api/v1/orders', { json: body });
      products.set(7, product);
      return answer;
    },
    'createOrder 422 validationFailed': () =>
      ann.send('POST', '/api/v1/orders', { json: { items: [{ product_id: 1, quantity: 0 }] } }),
    'getOrder 200 order': async () => {
      const { body } = await senders['createOrder 201 order']!();
      return await ann.send('GET', `/api/v1/orders/${(body as { id: number }).id}`);
    },
    'updateOrderStatus 409 invalidTransition': () =>
      ann.send('PATCH', `/api/v1/orders/${orderId}/status`, { json: { status: 'delivered' } }),
    'getMe 200 customer': () => ann.send('GET', '/api/v1/me'),
  };

  for (const { name, value } of answers) {
    it(`are what the service answers: ${name}`, async () => {
      const send = senders[name];
      expect(send, `${name} has no request in this test`).to.be.a('function');
      const answer = await send!();
      expect(String(answer.status)).to.equal(name.split(' ')[1]);
      expect(comparable(answer.body)).to.deep.equal(comparable(value));
    });
  }
});

/** What differs from one run to the next: ids, times, what is named after them, and the catalogue's prices. */
const VOLATILE = /^(id|order_id|user_id|request_id|created_at|updated_at|expires_at|reference|operations)$/;

/** A value without what differs from one run to the next; of that, only the type is kept. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value === 'string') return value.replace(/\bOrder \d+\b/, 'Order …');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, VOLATILE.test(name) ? typeof member : comparable(member)]),
  );
}
