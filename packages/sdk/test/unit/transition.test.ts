import { expect } from 'chai';
import { interceptHttp } from '../../../../test/services/intercepted-http.js';
import { sampleOrder, type SampleOrderChanges } from '../../../../test/services/sample-order.js';
import { aProblem, PROBLEM_JSON, rejection, service, stubClient } from '../support/stub-service.js';

const ORDER = '/api/v1/orders/42';
const changed = (version: number) =>
  aProblem(412, 'version_mismatch', { current_version: version, current_status: 'confirmed', allowed_transitions: [] });

describe('transition', () => {
  interceptHttp();

  function reads(order: SampleOrderChanges) {
    service().get(ORDER).reply(200, sampleOrder(order));
  }
  function updates(ifMatch: string, body: object) {
    return service({ reqheaders: { 'if-match': ifMatch } }).patch(`${ORDER}/status`, { ...body });
  }

  it('changes the status as the caller decides, if the order has not changed since', async () => {
    reads({ version: 3 });
    updates('"3"', { status: 'confirmed' }).reply(200, sampleOrder({ status: 'confirmed', version: 4 }));
    const order = await stubClient().orders.transition(42, ({ status }) =>
      status === 'pending' ? 'confirmed' : undefined,
    );
    expect(order).to.include({ status: 'confirmed', version: 4 });
  });

  it('takes a reason, and a decision that needs time', async () => {
    reads({ version: 3 });
    const body = { status: 'cancelled', reason: 'sold out' } as const;
    updates('"3"', body).reply(200, sampleOrder({ status: 'cancelled' }));
    await stubClient().orders.transition(42, () => Promise.resolve(body));
  });

  it('leaves the order as it was read when there is nothing to decide', async () => {
    reads({ status: 'shipped' });
    const order = await stubClient().orders.transition(42, () => undefined);
    expect(order).to.include({ status: 'shipped' });
  });

  it('reads and asks again when the order has changed meanwhile', async () => {
    const seen: string[] = [];
    reads({ status: 'pending', version: 1 });
    updates('"1"', { status: 'cancelled' }).reply(412, changed(2), PROBLEM_JSON);
    reads({ status: 'shipped', version: 2 });
    const order = await stubClient().orders.transition(42, ({ status }) => {
      seen.push(status);
      return status === 'shipped' ? undefined : 'cancelled';
    });
    expect(seen).to.deep.equal(['pending', 'shipped']);
    expect(order).to.include({ status: 'shipped' });
  });

  it('stops after twenty rounds', async () => {
    service().get(ORDER).times(20).reply(200, sampleOrder());
    service().patch(`${ORDER}/status`).times(20).reply(412, changed(2), PROBLEM_JSON);
    expect(await rejection(stubClient().orders.transition(42, () => 'confirmed'))).to.include({
      code: 'version_mismatch',
    });
  });

  it('never repeats an update whose outcome is unknown', async () => {
    reads({});
    const lost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    updates('"1"', { status: 'confirmed' }).replyWithError(lost);
    updates('"1"', { status: 'confirmed' }).reply(412, changed(2), { ...PROBLEM_JSON, 'x-request-id': 'renamed' });
    const error = await rejection(stubClient().orders.transition(42, () => 'confirmed'));
    expect(error).to.include({ code: 'version_mismatch', outcomeUnknown: true });
  });

  it('fails as the read, the decision or the update fails', async () => {
    const { orders } = stubClient();
    service().get(ORDER).reply(404, aProblem(404, 'order_not_found'), PROBLEM_JSON);
    expect(await rejection(orders.transition(42, () => 'confirmed'))).to.include({ code: 'order_not_found' });

    reads({});
    updates('"1"', { status: 'delivered' }).reply(409, aProblem(409, 'invalid_transition'), PROBLEM_JSON);
    expect(await rejection(orders.transition(42, () => 'delivered'))).to.include({ code: 'invalid_transition' });

    reads({});
    const undecided = new Error('ask me tomorrow');
    expect(await rejection(orders.transition(42, () => Promise.reject(undecided)))).to.equal(undecided);
  });
});
