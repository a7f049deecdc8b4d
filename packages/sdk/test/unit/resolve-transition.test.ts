import { expect } from 'chai';
import { interceptHttp } from '../../../../test/services/intercepted-http.js';
import type { HistoryEntry } from '../../src/index.js';
import { sampleOrder } from '../../../../test/services/sample-order.js';
import { aProblem, PROBLEM_JSON, rejection, service, stubClient } from '../support/stub-service.js';

const STATUS = '/api/v1/orders/42/status';
const HISTORY = '/api/v1/orders/42/events';
const headers = { 'X-Request-Id': 'our-id' };
const update = () => stubClient({ headers }).orders.updateStatus(42, 'confirmed', { ifMatch: 1 });

function madeBy(requestId: string): HistoryEntry[] {
  return [
    {
      event_id: '0199f0c2-88d3-7a51-8d9c-2c6f0be21a42',
      order_id: 42,
      version: 2,
      type: 'order.status.updated',
      from_status: 'pending',
      to_status: 'confirmed',
      actor: 'user:1',
      reason: null,
      request_id: requestId,
      occurred_at: '2026-02-15T17:28:44.927636Z',
    },
  ];
}

describe('a conditional transition whose first answer was lost', () => {
  interceptHttp();

  const mismatch = aProblem(412, 'version_mismatch', {
    current_version: 2,
    current_status: 'confirmed',
    allowed_transitions: ['shipped', 'cancelled'],
  });

  function loseTheAnswerThenRefuse(answeredId = 'our-id') {
    const lost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    service({ reqheaders: { 'if-match': '"1"' } })
      .patch(STATUS)
      .replyWithError(lost);
    service({ reqheaders: { 'if-match': '"1"' } })
      .patch(STATUS)
      .reply(412, mismatch, { ...PROBLEM_JSON, 'x-request-id': answeredId });
  }

  it('succeeded when the history has it under our request id', async () => {
    loseTheAnswerThenRefuse();
    service().get(HISTORY).reply(200, madeBy('our-id'));
    service()
      .get('/api/v1/orders/42')
      .reply(200, sampleOrder({ status: 'confirmed', version: 2 }));
    expect(await update()).to.include({ status: 'confirmed', version: 2 });
  });

  it('was refused, for certain, when the history names another request', async () => {
    loseTheAnswerThenRefuse();
    service().get(HISTORY).reply(200, madeBy('their-id'));
    const error = await rejection(update());
    expect(error).to.include({ code: 'version_mismatch', current_version: 2, outcomeUnknown: false, attempts: 2 });
  });

  it('has an unknown outcome when the history cannot be read', async () => {
    loseTheAnswerThenRefuse();
    service().get(HISTORY).reply(404, aProblem(404, 'order_not_found'), PROBLEM_JSON);
    expect(await rejection(update())).to.include({ code: 'version_mismatch', outcomeUnknown: true });
  });

  it('has an unknown outcome when a proxy replaces request ids', async () => {
    loseTheAnswerThenRefuse('id-of-a-gateway');
    expect(await rejection(update())).to.include({ code: 'version_mismatch', outcomeUnknown: true });
  });

  it('is not looked up when no answer was lost', async () => {
    service().patch(STATUS).reply(412, mismatch, PROBLEM_JSON);
    expect(await rejection(update())).to.include({ code: 'version_mismatch', outcomeUnknown: false });
  });
});
