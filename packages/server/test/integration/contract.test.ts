import { expect } from 'chai';
import { PROBLEM_CODES } from '@order-service/sdk';
import { createRoutes } from '../../src/app.js';
import { AnswersInFlight } from '../../src/http/answers-in-flight.js';
import { compatibilityWith } from '../../src/http/compatibility/compatibility.js';
import { PROBLEMS } from '../../src/http/problems/problem-table.js';
import type { RecordedEvent } from '../../src/ports/recorded-event.js';
import { renderEvent } from '../../src/wire/render-event.js';
import {
  componentSchema,
  contract,
  contractOperations,
  resolve,
  violation,
  type Schema,
} from '../support/conformance.js';
import { useTestService } from '../support/test-service.js';

type Json = Record<string, unknown>;

describe('The contract and the server', () => {
  const service = useTestService();

  for (const { method, path, operationId, responses } of contractOperations) {
    it(`${method} ${path} is routed to ${operationId}, and responds as documented`, async () => {
      const target = path
        .replace('{order_id}', '1')
        .replace('{event_id}', '0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11')
        .replace('{code}', 'nothing');
      const answer = await service().anonymous().send<{ code?: string }>(method, target);
      expect(answer.status).not.to.equal(405);
      if (answer.status === 404) expect(path).to.equal('/problems/{code}');
      expect(Object.keys(responses)).to.satisfy(
        (statuses: string[]) => statuses.includes(String(answer.status)) || statuses.includes('4XX'),
      );
    });

    if (path.startsWith('/api/')) {
      it(`${method} ${path} requires a token`, async () => {
        const answer = await service()
          .anonymous()
          .send(method, path.replaceAll(/\{\w+\}/g, '1'));
        expect(answer.status).to.equal(401);
      });
    }
  }

  it('have the same routes', () => {
    // The dependencies are not called: only the routes are compared.
    const parts = new Proxy(
      {
        requestsPerMinute: 0,
        ownerTransitions: new Set(),
        health: { timers: { timers: [], onMoved: () => undefined } },
        metrics: { handlers: { getMetrics: () => undefined }, measure: () => undefined },
      },
      { get: (own, name) => (name in own ? (Reflect.get(own, name) as unknown) : () => undefined) },
    );
    const dependencies = parts as unknown as Parameters<typeof createRoutes>[0];
    const routed = createRoutes(dependencies, new AnswersInFlight(), compatibilityWith(undefined))
      .routes()
      .flatMap(({ pattern, methods }) => [...methods.keys()].map((method) => `${method} ${pattern}`))
      .filter((route) => !route.startsWith('HEAD '))
      .map((route) => route.replace(/:(\w+)/g, '{$1}'));
    const documented = contractOperations.map(({ method, path }) => `${method} ${path}`);
    const assets = ['GET /docs/{asset}'];
    expect(routed).to.have.members([...documented, ...assets]);
  });

  it('know the same problem codes', () => {
    const inContract = resolve(componentSchema('ProblemCode') as Schema).enum;
    expect(Object.keys(PROBLEMS)).to.have.members([...inContract!]);
    expect([...PROBLEM_CODES]).to.deep.equal(inContract);
  });

  it('let no schema of a request take text that cannot be stored', () => {
    const free = contractOperations.flatMap(({ operationId, bodySchema }) =>
      bodySchema ? [...textsOf(bodySchema, operationId)] : [],
    );
    for (const { place, schema } of free) {
      for (const text of ['a\0b', '\ud800', 'a\udc00']) expect(violation(schema, text), place).to.be.a('string');
      expect(free.length).to.be.above(3);
    }
  });

  it('have a schema for the document of every problem code, and exactly one', () => {
    const problem = resolve(componentSchema('Problem') as Schema);
    const codes = problem.oneOf!.flatMap((branch) => codesOf(resolve(branch)));
    expect(codes).to.have.members(Object.keys(PROBLEMS));
  });

  it('document each code where its status is documented', () => {
    for (const { operationId, responses } of contractOperations) {
      for (const [status, node] of Object.entries(responses)) {
        const schema = resolve(node as object & { content?: Json }).content as
          Record<string, { schema: Schema }> | undefined;
        const problem = schema?.['application/problem+json']?.schema;
        if (!problem || status === '4XX') continue;
        const resolved = resolve(problem);
        for (const code of (resolved.oneOf ?? [resolved]).flatMap((branch) => codesOf(resolve(branch)))) {
          if (codesOf(resolved).length > 5) continue; // a schema for several codes
          expect(PROBLEMS[code as keyof typeof PROBLEMS].status, `${operationId} ${code}`).to.equal(Number(status));
        }
      }
    }
  });

  const fact = {
    eventId: '0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11',
    orderId: 6,
    version: 1,
    userId: 1,
    userEmail: '',
    occurredAt: '2026-02-15T17:28:41.878640Z',
    traceparent: null,
  };
  const created: RecordedEvent = {
    ...fact,
    type: 'order.created',
    status: 'pending',
    totalAmount: '9999999999.99',
    reference: 'S-"1"',
    items: [{ productId: 2, productName: '"é\u2028', productPrice: '0.10', quantity: 3, subtotal: '0.30' }],
  };
  const updated: RecordedEvent = {
    ...fact,
    type: 'order.status.updated',
    fromStatus: 'pending',
    toStatus: 'confirmed',
    actor: 'user:1',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  };
  const erased: RecordedEvent = { ...fact, type: 'order.erased', version: 0, status: 'shipped' };
  for (const event of [created, updated, erased]) {
    it(`agree on the body of ${event.type}`, () => {
      const webhook = (
        contract.webhooks as Record<string, { post: { requestBody: { content: Record<string, { schema: Schema }> } } }>
      )[event.type]!;
      const { schema } = webhook.post.requestBody.content['application/json']!;
      expect(violation(schema, JSON.parse(renderEvent(event)))).to.equal(undefined);
      expect(violation(schema, { ...(JSON.parse(renderEvent(event)) as Json), order_version: -1 })).to.be.a('string');
    });
  }

  it('agree on every example in the contract', () => {
    const examples = JSON.stringify(contract).match(/"application\/(problem\+)?json":\{"schema":/g);
    expect(examples!.length).to.be.above(40);
    for (const { media, operationId } of mediaTypes()) {
      for (const example of Object.values(media.examples ?? {})) {
        const { value } = resolve(example);
        expect(violation(media.schema, value), `${operationId}: ${JSON.stringify(value)}`).to.equal(undefined);
        const { code } = value as { code?: keyof typeof PROBLEMS };
        if (code === undefined) continue;
        const { status, title } = PROBLEMS[code];
        expect(value, `${operationId}: ${code}`).to.include({ status, title });
      }
    }
  });
});

/** The schemas of all text in a schema, names of members included. */
function* textsOf(node: Schema, place: string): Generator<{ schema: Schema; place: string }> {
  const schema = resolve(node);
  if (schema.type === 'string') yield { schema, place };
  for (const [name, member] of Object.entries(schema.properties ?? {})) yield* textsOf(member, `${place}/${name}`);
  for (const branch of schema.oneOf ?? []) yield* textsOf(branch, place);
  if (schema.items) yield* textsOf(schema.items, `${place}/[]`);
  if (schema.propertyNames) yield* textsOf(schema.propertyNames, `${place}/(name)`);
  if (typeof schema.additionalProperties === 'object') yield* textsOf(schema.additionalProperties, `${place}/*`);
}

interface MediaType {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, { value?: unknown }>>;
}

/** Every node of the contract with a schema, and its operation. */
function* mediaTypes(): Generator<{ media: MediaType; operationId: string }> {
  for (const { operationId, responses } of contractOperations) {
    for (const node of Object.values(responses)) {
      const { content = {} } = resolve(node) as { content?: Readonly<Record<string, MediaType>> };
      for (const media of Object.values(content)) yield { media, operationId };
    }
  }
}

/** The codes that a problem's schema allows. */
function codesOf(schema: Schema & { allOf?: readonly Schema[] }): readonly string[] {
  const own = (schema.allOf ?? []).map((part) => part.properties?.code).find((code) => code && !code.$ref);
  return (own?.enum ?? (own?.const === undefined ? [] : [own.const])) as string[];
}
