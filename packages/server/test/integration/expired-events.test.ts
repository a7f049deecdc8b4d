import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { createClient, isProblem, type components } from '@order-service/sdk';
import { eventually } from '../../../../test/services/eventually.js';
import { connect } from '../../src/db/connection.js';
import { createEventRetention } from '../../src/db/event-retention.js';
import { FeedReader } from '../support/feed-reader.js';
import { TWO_HEADPHONES, type OrderBody, type Problem, type TestClient } from '../support/test-client.js';
import { useTestService, userIdOf } from '../support/test-service.js';

type Schemas = components['schemas'];
type Page = Schemas['EventPage'];
type Expired = Schemas['EventsExpiredProblem'];

const FEED = '/api/v1/events';
const LONG_AGO = '2020-01-01T00:00:00Z';
const KEY = { 'Idempotency-Key': 'of-ann' };

const versions = ({ events }: Page): string[] => events.map((event) => `${event.data.order_id}.${event.order_version}`);

/** A delivered and an open order; then the removal has passed both, and two more orders were placed. */
describe('Events that were removed', () => {
  const service = useTestService();
  let ann: TestClient;
  let operator: TestClient;
  let delivered: OrderBody;
  let open: OrderBody;
  let later: OrderBody;
  /** The position behind the first event. */
  let oldCursor: string;
  let problem: Expired;

  const feed = async (query = ''): Promise<Page> => (await operator.get<Page>(`${FEED}?${query}`)).body;

  before(async () => {
    ann = service().newUser();
    operator = service().operator();
    await ann.create({ items: TWO_HEADPHONES }, KEY).then(({ body }) => (delivered = body));
    for (const status of ['confirmed', 'shipped', 'delivered']) {
      delivered = (await ann.move(delivered.id, status)).body;
    }
    open = await service().newUser().placed(undefined, ['confirmed']);
    await eventually('the feed has all', async () => (await feed()).events.length === 6);
    oldCursor = (await feed('limit=1')).next_cursor;
    await service().query('DELETE FROM outbox');
    const database = connect({ url: service().databaseUrl });
    const retention = createEventRetention(database);
    await eventually('all is derived, and removed', async () => (await retention.remove(0, 100)).removed === 3);
    await database.close();
    later = await ann.placed();
    await service().newUser().placed();
    await eventually('the feed has the new ones', async () => (await feed()).events.length === 2);
    problem = (await operator.get<Expired>(`${FEED}?cursor=${oldCursor}`)).body;
  });

  it('are not silently left out: an old cursor and an old time are answered with 410', async () => {
    const answers = [
      await operator.get<Expired>(`${FEED}?cursor=${oldCursor}`),
      await operator.get<Expired>(`${FEED}?since=${LONG_AGO}`),
      await ann.get<Expired>(`${FEED}?since=${LONG_AGO}`),
      await operator.get<Expired>(FEED, { Accept: 'text/event-stream', 'Last-Event-ID': oldCursor }),
      await operator.get<Expired>(`${FEED}?since=${LONG_AGO}`, { Accept: 'text/event-stream' }),
      await operator.send<Expired>('POST', `${FEED}/replay`, { json: { since: LONG_AGO } }),
    ];
    for (const { status, body } of answers) {
      expect([status, body.code]).to.deep.equal([410, 'events_expired']);
      expect(body.earliest_cursor).to.equal(problem.earliest_cursor);
      expect(body.detail).to.contain('begin again with the cursor in earliest_cursor');
    }
  });

  it('are those before a time, since which every event is there', async () => {
    const page = await feed(`since=${problem.kept_since}`);
    expect(page.events).to.have.length(2);
    const replayed = await operator.send<Schemas['Replay']>('POST', `${FEED}/replay`, {
      json: { since: problem.kept_since },
    });
    expect(replayed.status).to.equal(202);
  });

  it('are behind a reader that begins with the earliest cursor, or with none', async () => {
    const page = await feed(`cursor=${problem.earliest_cursor}`);
    expect(page.events).to.have.length(2);
    expect(await feed()).to.deep.equal(page);
    expect(versions((await ann.get<Page>(FEED)).body)).to.deep.equal([`${later.id}.1`]);
    const first = await feed('limit=1');
    expect(versions(await feed(`cursor=${first.next_cursor}`))).to.deep.equal(versions(page).slice(1));
    const stream = await FeedReader.open(operator, { lastEventId: problem.earliest_cursor });
    await stream.has(2);
    stream.cut();
  });

  it('do not matter to a caller who has none of them', async () => {
    const bea = service().newUser();
    await bea.placed();
    await eventually('it has its event', async () => {
      const { status, body } = await bea.get<Page>(`${FEED}?since=${LONG_AGO}`);
      return status === 200 && body.events.length === 1;
    });
  });

  it('end the stream of the SDK with that problem, without another try', async () => {
    let requests = 0;
    const client = createClient({
      baseUrl: service().url,
      token: service().token({ userId: 1, role: 'operator' }),
      hooks: { onRequest: () => void (requests += 1) },
    });
    let failure: unknown;
    try {
      for await (const event of client.events.stream({ cursor: oldCursor })) failure = event;
    } catch (error) {
      failure = error;
    }
    expect(isProblem(failure, 'events_expired') && failure.problem.earliest_cursor).to.equal(problem.earliest_cursor);
    expect(requests).to.equal(1);
  });

  it('are missing at the beginning of a history, whose first version says so', async () => {
    const history = async (id: number) =>
      (await operator.get<Schemas['HistoryEntry'][]>(`/api/v1/orders/${id}/events`)).body;
    expect((await history(delivered.id)).map(({ version }) => version)).to.deep.equal([4]);
    expect((await history(open.id)).map(({ version }) => version)).to.deep.equal([1, 2]);
    const explanation = async (id: number) =>
      (await operator.get<Schemas['OrderExplanation']>(`/api/v1/orders/${id}/explanation`)).body;
    expect(await explanation(delivered.id)).to.include({ has_earlier_versions: true });
    expect(await explanation(open.id)).to.include({ has_earlier_versions: false });
  });

  it('are not needed for the order, its version, repeated requests and changes that are refused', async () => {
    const { body, headers } = await ann.get<OrderBody>(`/api/v1/orders/${delivered.id}`);
    expect(body).to.deep.equal(delivered);
    expect(headers.etag).to.equal('"4"');
    const repeated = await ann.create({ items: TWO_HEADPHONES }, KEY);
    expect(repeated.headers).to.include({ 'idempotent-replayed': 'true' });
    expect(repeated.body).to.include({ id: delivered.id });
    expect((await ann.move<Problem>(delivered.id, 'cancelled')).body.code).to.equal('invalid_transition');
    const { body: stats } = await operator.get<Schemas['Statistics']>('/api/v1/stats');
    expect(stats.by_status).to.include({ delivered: 1, confirmed: 1 });
  });

  it('are not needed for an erasure', async () => {
    const path = `/api/v1/users/${userIdOf(ann)}/erasure`;
    const json = { erasure_id: randomUUID(), reason: 'asked for' };
    await eventually('the erasure is complete', async () => {
      await service().query('DELETE FROM outbox');
      const { body } = await operator.send<Schemas['Erasure']>('POST', path, { json });
      return body.state === 'complete';
    });
    expect((await operator.get<OrderBody>(`/api/v1/orders/${delivered.id}`)).body).to.include({ user_email: '' });
  });
});
