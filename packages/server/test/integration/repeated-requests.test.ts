import { expect } from 'chai';
import { eventually } from '../../../../test/services/eventually.js';
import { orderGates, type Gate } from '../support/gate.js';
import { RetryingGateway } from '../support/retrying-gateway.js';
import { TestClient, TWO_HEADPHONES, type Answer, type OrderBody, type Problem } from '../support/test-client.js';
import { useTestService, userIdOf } from '../support/test-service.js';

interface Entry {
  readonly version: number;
  readonly to_status: string;
}

describe('Repeated requests', () => {
  const gates = orderGates();
  const service = useTestService({ replicas: 2, overrides: gates.overrides });

  const historyOf = async (client: TestClient, id: number) =>
    (await client.get<Entry[]>(`/api/v1/orders/${id}/events`)).body.map(({ to_status: status }) => status);

  describe('of a gateway that repeats every method after a time-out', () => {
    let gateway: RetryingGateway;

    beforeEach(async () => {
      gateway = await RetryingGateway.start(service().url);
    });
    afterEach(() => {
      gates.openAll();
      return gateway.stop();
    });

    /** Sends a request through the gateway, and holds it at `gate` until the gateway has sent it for the second time. */
    async function repeated<Body>(gate: Gate, send: (client: TestClient) => Promise<Answer<Body>>, ann: TestClient) {
      gate.close();
      const answer = send(new TestClient(gateway.url, ann.token));
      await gate.holds(2);
      gates.openAll();
      const answered = await answer;
      expect([...gateway.attempts.values()][0]).to.be.at.least(2);
      return answered;
    }

    for (const moment of ['write', 'answer'] as const) {
      const when = `with the first one held before the ${moment}`;

      it(`change a status once, ${when}`, async () => {
        const ann = service().newUser();
        const { id } = await ann.placed();
        const { status, text } = await repeated(gates[moment], (client) => client.move(id, 'confirmed'), ann);
        expect(status).to.equal(200);
        expect(text).to.equal((await ann.get(`/api/v1/orders/${id}`)).text);
        expect(await historyOf(ann, id)).to.deep.equal(['pending', 'confirmed']);
      });
    }

    it('place one order', async () => {
      const ann = service().newUser();
      const earlier = gates.callers.length;
      gates.answer.close();
      const answer = new TestClient(gateway.url, ann.token).create({ items: TWO_HEADPHONES });
      await eventually('it is repeated', () => gates.callers.length >= earlier + 2);
      await eventually('the server notices', () => gates.callers[earlier]!.aborted);
      gates.openAll();
      const { status, body } = await answer;
      expect(status).to.equal(201);
      expect(await service().ordersOf(userIdOf(ann))).to.equal(1);
      expect(await historyOf(ann, body.id)).to.deep.equal(['pending']);
    });
  });

  const FIRST = { 'X-Request-Id': 'request-1' };
  const confirm = (client: TestClient, id: number, headers: Record<string, string>, reason = 'paid') =>
    client.move<OrderBody & Problem>(id, 'confirmed', { headers, reason });

  it('of a change are answered with the order, and say so', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed();
    const first = await confirm(ann, id, FIRST);
    const second = await confirm(ann, id, FIRST);
    const third = await confirm(service().as({ userId: userIdOf(ann) }, 1), id, FIRST);
    expect([first, second, third].map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    expect([second.text, third.text]).to.deep.equal([first.text, first.text]);
    expect([second.headers.etag, third.headers.etag]).to.deep.equal([first.headers.etag, first.headers.etag]);
    const marks = [first, second, third].map(({ headers }) => headers['idempotent-replayed']);
    expect(marks).to.deep.equal([undefined, 'true', 'true']);
    expect(await historyOf(ann, id)).to.deep.equal(['pending', 'confirmed']);
  });

  it('of an operator are answered in the same way', async () => {
    const { id } = await service().newUser().placed();
    const answers = [await confirm(service().operator(), id, FIRST), await confirm(service().operator(1), id, FIRST)];
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
  });

  const others: [what: string, status: number, send: (ann: TestClient, id: number) => Promise<Answer<Problem>>][] = [
    ['another request id', 409, (ann, id) => confirm(ann, id, { 'X-Request-Id': 'request-2' })],
    ['no request id', 409, (ann, id) => confirm(ann, id, {})],
    ['a request id that is not accepted', 409, (ann, id) => confirm(ann, id, { 'X-Request-Id': 'request 1' })],
    ['another reason', 409, (ann, id) => confirm(ann, id, FIRST, 'late')],
    ['no reason', 409, (ann, id) => ann.move<Problem>(id, 'confirmed', { headers: FIRST })],
    ['another status', 409, (ann, id) => ann.move<Problem>(id, 'delivered', { headers: FIRST, reason: 'paid' })],
    ['another actor', 409, (_, id) => confirm(service().operator(), id, FIRST)],
    ['another user', 404, (_, id) => confirm(service().newUser(), id, FIRST)],
    ['the version before as its condition', 412, (ann, id) => confirm(ann, id, { ...FIRST, 'If-Match': '"1"' })],
    ['the present version as its condition', 409, (ann, id) => confirm(ann, id, { ...FIRST, 'If-Match': '"2"' })],
  ];
  for (const [what, expected, send] of others) {
    it(`are not those with ${what}: ${expected}`, async () => {
      const ann = service().newUser();
      const { id } = await ann.placed();
      expect((await confirm(ann, id, FIRST)).status).to.equal(200);
      expect((await send(ann, id)).status).to.equal(expected);
      expect(await historyOf(ann, id)).to.deep.equal(['pending', 'confirmed']);
    });
  }

  it('are not those of an order that was changed since', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed();
    await confirm(ann, id, FIRST);
    await ann.move(id, 'shipped', { headers: { 'X-Request-Id': 'request-2' } });
    const { status, body } = await confirm(ann, id, FIRST);
    expect(status).to.equal(409);
    expect(body).to.include({ code: 'invalid_transition', current_status: 'shipped' });
  });

  it('of a conditional change get 412, as the first one that comes too late', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed();
    const headers = { ...FIRST, 'If-Match': '"1"' };
    expect((await confirm(ann, id, headers)).status).to.equal(200);
    expect((await confirm(ann, id, headers)).status).to.equal(412);
  });
});
