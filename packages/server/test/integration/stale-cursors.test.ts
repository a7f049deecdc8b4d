import { expect } from 'chai';
import { createClient, isProblem } from '@order-service/sdk';
import { eventually } from '../../../../test/services/eventually.js';
import { statementsOfRunbook } from '../restore/runbook.js';
import { Operator } from '../support/operator.js';
import type { Problem } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

const FEED = '/api/v1/events';

interface Page {
  readonly events: readonly unknown[];
  readonly next_cursor: string;
}

/** The two statements for after a restore have been run, as docs/backups.md has them. */
describe('A cursor from before a restore', () => {
  const service = useTestService();
  const operator = () => service().operator();
  let cursor: string;
  let lastId: number | undefined;
  let replayCursor: string | null;
  const since = '2020-01-01T00:00:00Z';

  const feed = async (query: string): Promise<Page> => (await operator().get<Page>(`${FEED}?${query}`)).body;

  before('place orders, read the feed, begin a replay, and change the epoch', async () => {
    await service().newUser().placed(undefined, ['confirmed']);
    await eventually('the feed has both events', async () => (await feed('limit=10')).events.length === 2);
    cursor = (await feed('limit=1')).next_cursor;
    replayCursor = (await new Operator(operator()).replay({ since, limit: 1 })).next_cursor;
    expect((await feed(`cursor=${cursor}`)).events).to.have.length(1);
    [lastId] = (await service().query<{ id: string }>('SELECT max(id) AS id FROM orders')).map(({ id }) => Number(id));
    await service().query(statementsOfRunbook());
  });

  it('is answered with 410 and what to do, by a page, a stream and a replay', async () => {
    const answers = [
      await operator().get<Problem>(`${FEED}?cursor=${cursor}`),
      await operator().get<Problem>(FEED, { Accept: 'text/event-stream', 'Last-Event-ID': cursor }),
      await operator().send<Problem>('POST', `${FEED}/replay`, { json: { since, limit: 1, cursor: replayCursor } }),
    ];
    for (const { status, body } of answers) {
      expect([status, body.code]).to.deep.equal([410, 'stale_cursor']);
      expect(body.detail).to.contain('Begin again with since');
    }
  });

  it('ends the stream of the SDK with that problem, without another try', async () => {
    let requests = 0;
    const client = createClient({
      baseUrl: service().url,
      token: service().token({ userId: 1, role: 'operator' }),
      hooks: { onRequest: () => void (requests += 1) },
    });
    let problem: unknown;
    try {
      for await (const event of client.events.stream({ cursor })) problem = event;
    } catch (error) {
      problem = error;
    }
    expect(isProblem(problem, 'stale_cursor'), String(problem)).to.be.true;
    expect(requests).to.equal(1);
  });

  it('is of orders whose ids are not given out again', async () => {
    const { id } = await service().newUser().placed();
    expect(id - lastId!).to.be.above(250_000_000);
    expect((await feed(`since=${since}`)).events).to.have.length(3);
  });

  it('is not needed to begin again', async () => {
    const page = await feed(`since=${since}`);
    expect(page.events).to.have.length(3);
    expect((await feed(`cursor=${page.next_cursor}`)).events).to.be.empty;
  });
});
