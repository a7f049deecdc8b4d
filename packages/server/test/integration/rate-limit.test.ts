import { expect } from 'chai';
import type { Problem } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

describe('RATE_LIMIT_PER_MINUTE', () => {
  const service = useTestService({ config: { requestsPerMinute: 3 } });

  it('answers a user above the limit with 429 and Retry-After, and does not affect other users', async () => {
    const [busy, other] = [service().newUser(), service().newUser()];

    const statuses = [];
    for (let request = 0; request < 3; request += 1) statuses.push((await busy.send('GET', '/api/v1/orders')).status);
    const refused = await busy.send<Problem>('GET', '/api/v1/orders');

    expect(statuses).to.deep.equal([200, 200, 200]);
    expect(refused.status).to.equal(429);
    expect(refused.body.code).to.equal('rate_limited');
    expect(refused.body.retry_after).to.be.within(1, 60);
    expect(refused.headers['retry-after']).to.equal(String(refused.body.retry_after));
    expect((await other.send('GET', '/api/v1/orders')).status).to.equal(200);
  });

  it('does not count requests without a token', async () => {
    const statuses = [];
    for (let request = 0; request < 5; request += 1) {
      statuses.push((await service().anonymous().send('GET', '/health/live')).status);
    }
    expect(statuses).to.deep.equal([200, 200, 200, 200, 200]);
  });
});
