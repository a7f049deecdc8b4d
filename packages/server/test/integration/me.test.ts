import { expect } from 'chai';
import type { components } from '@order-service/sdk';
import { contractOperations } from '../support/conformance.js';
import { useTestService, type TokenFor } from '../support/test-service.js';

type Me = components['schemas']['Me'];

const FOR_OPERATORS = [
  'replayEvents',
  'getOutbox',
  'listOutboxEvents',
  'retryOutboxEvent',
  'skipOutboxEvent',
  'getStatistics',
  'getDiagnostics',
  'setLogLevel',
  'getCpuProfile',
  'getHeapProfile',
  'getErasurePlan',
  'eraseUser',
];

describe('GET /api/v1/me', () => {
  const service = useTestService({ config: { ownerTransitions: new Set(['cancelled'] as const) } });

  async function me(whom: TokenFor): Promise<Me> {
    const { status, body } = await service().as(whom).get<Me>('/api/v1/me');
    expect(status).to.equal(200);
    return body;
  }

  it('answers what a customer may do', async () => {
    const { expires_at: expiresAt, operations, ...rest } = await me({ userId: 7, email: 'u@example.com' });
    expect(rest).to.deep.equal({
      user_id: 7,
      email: 'u@example.com',
      operator: false,
      roles: [],
      scopes: [],
      order_scope: 'own',
      order_transitions: ['cancelled'],
    });
    expect(Date.parse(expiresAt)).to.be.above(Date.now());
    const ids = contractOperations.map(({ operationId }) => operationId);
    expect(operations).to.have.members(ids.filter((id) => !FOR_OPERATORS.includes(id)));
  });

  it('answers what an operator may do, and what makes it one', async () => {
    const body = await me({ userId: 8, role: 'operator', scope: 'openid orders:manage' });
    expect(body).to.deep.include({
      operator: true,
      roles: ['operator'],
      scopes: ['openid', 'orders:manage'],
      order_scope: 'all',
      order_transitions: ['confirmed', 'shipped', 'delivered', 'cancelled'],
      operations: contractOperations.map(({ operationId }) => operationId),
    });
  });

  it('lists exactly the operations that the caller is not refused', async () => {
    const customer = service().as({ userId: 9 });
    const { operations } = (await customer.get<Me>('/api/v1/me')).body;
    for (const { operationId, method, path } of contractOperations) {
      const target = path.replace('{event_id}', '0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11').replaceAll(/\{\w+\}/g, '1');
      const { status } = await customer.send(method, target);
      expect(status === 403, operationId).to.equal(!operations.includes(operationId));
    }
  });
});

describe('GET /api/v1/me, with operators that the configuration names', () => {
  const service = useTestService();

  before(async () => {
    const config = service().config();
    const operators = { userIds: new Set([42]), emails: new Set(['ann@example.com']) };
    await service().addReplica({ signIn: { ...config.signIn, operators } });
  });

  for (const [whom, operator] of [
    [{ userId: 42 }, true],
    [{ userId: 43, email: 'Ann@Example.com' }, true],
    [{ userId: 43, email: 'ann@example.com.evil.example' }, false],
    [{ userId: 43, email: '' }, false],
    [{ userId: 43, role: 'operator' }, true],
  ] as const) {
    it(`answers ${operator} for ${JSON.stringify(whom)}`, async () => {
      const { body } = await service().as(whom, 1).get<Me>('/api/v1/me');
      expect(body.operator).to.equal(operator);
      expect(body.order_scope).to.equal(operator ? 'all' : 'own');
    });
  }
});
