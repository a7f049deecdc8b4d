import { expect } from 'chai';
import type { Answer, OrderBody, Problem, TestClient } from '../support/test-client.js';
import { useTestService, userIdOf } from '../support/test-service.js';

/** Creates orders of this user in one statement, one per second from noon on. */
const IMPORT = `
  INSERT INTO orders (user_id, user_email, status, total_amount, version, metadata, items, created_at, updated_at)
  SELECT $1, '', 'pending', 0, 1, '{}', '[]', at, at
  FROM generate_series(1, $2) n, LATERAL (SELECT timestamptz '2026-01-01T12:00:00Z' + n / $3 * interval '1 s') t (at)`;

describe('GET /api/v1/orders', () => {
  const service = useTestService();
  const LIST = '/api/v1/orders';

  const idsOf = (answer: Answer<OrderBody[]>) => answer.body.map((order) => order.id);

  async function allIds(client: TestClient, target: string): Promise<number[]> {
    const ids: number[] = [];
    for await (const page of client.pages(target)) ids.push(...idsOf(page));
    return ids;
  }

  it("lists the caller's orders, newest first", async () => {
    const ann = service().newUser();
    const placed = [await ann.placed(), await ann.placed(), await ann.placed()];
    await service().newUser().placed();
    const { status, headers, body } = await ann.get<OrderBody[]>(LIST);
    expect(status).to.equal(200);
    expect(body).to.deep.equal(placed.reverse());
    expect(headers).not.to.have.property('link');
  });

  it('is an empty array for a user without orders', async () => {
    expect((await service().newUser().get(LIST)).body).to.deep.equal([]);
  });

  it('accepts skip and limit of older clients', async () => {
    const ann = service().newUser();
    await service().query(IMPORT, [userIdOf(ann), 130, 1]);
    const all = await allIds(ann, LIST);
    expect(all).to.have.lengthOf(130);
    expect(idsOf(await ann.get(LIST))).to.deep.equal(all.slice(0, 100));
    expect(idsOf(await ann.get(`${LIST}?skip=0&limit=100`))).to.deep.equal(all.slice(0, 100));
    expect(idsOf(await ann.get(`${LIST}?skip=100&limit=100`))).to.deep.equal(all.slice(100));
    expect(idsOf(await ann.get(`${LIST}?skip=129&limit=1`))).to.deep.equal(all.slice(129));
    expect(idsOf(await ann.get(`${LIST}?skip=130`))).to.deep.equal([]);
  });

  it('pages through thousands of orders of the same time without gaps or duplicates', async () => {
    const ann = service().newUser();
    await service().query(IMPORT, [userIdOf(ann), 2_500, 700]);
    const expected = await service().query<{ id: string }>(
      'SELECT id FROM orders WHERE user_id = $1 ORDER BY created_at DESC, id DESC',
      [userIdOf(ann)],
    );
    expect(await allIds(ann, LIST)).to.deep.equal(expected.map((row) => Number(row.id)));
    expect(await allIds(ann, `${LIST}?limit=97&status=pending&status=shipped`)).to.have.lengthOf(2_500);
  });

  it('keeps its position while orders are placed', async () => {
    const ann = service().newUser();
    await service().query(IMPORT, [userIdOf(ann), 30, 10]);
    const before = await allIds(ann, LIST);
    const seen: number[] = [];
    for await (const page of ann.pages(`${LIST}?limit=7`)) {
      seen.push(...idsOf(page));
      await ann.placed();
    }
    expect(seen).to.deep.equal(before);
  });

  it('links to the next page with all filters, and to none after the last', async () => {
    const ann = service().newUser();
    await service().query(IMPORT, [userIdOf(ann), 4, 1]);
    const target = `${LIST}?limit=2&skip=0&status=pending&created_after=2026-01-01T00%3A00%3A00%2B01%3A00`;
    const { headers } = await ann.get(target);
    const next = new URL(/^<([^>]+)>; rel="next"$/.exec(headers.link!)![1]!, service().url);
    expect(next.pathname).to.equal(LIST);
    expect(Object.fromEntries(next.searchParams)).to.include({
      limit: '2',
      status: 'pending',
      created_after: '2026-01-01T00:00:00+01:00',
    });
    expect([...next.searchParams.keys()]).not.to.include('skip');
    expect((await ann.get(next.pathname + next.search)).headers).not.to.have.property('link');
  });

  describe('its filters', () => {
    let ann: TestClient;
    const ids: Record<string, number> = {};

    before(async () => {
      ann = service().newUser();
      const paths = {
        pending: [],
        confirmed: ['confirmed'],
        shipped: ['confirmed', 'shipped'],
        delivered: ['confirmed', 'shipped', 'delivered'],
        cancelled: ['cancelled'],
      };
      for (const [name, path] of Object.entries(paths)) ids[name] = (await ann.placed(undefined, path)).id;
    });

    const named = async (query: string) => {
      const found = idsOf(await ann.get(`${LIST}?${query}`));
      return found.map((id) => Object.keys(ids).find((name) => ids[name] === id));
    };
    const createdAt = async (name: string) => {
      const { body } = await ann.get<OrderBody>(`${LIST}/${ids[name]}`);
      return encodeURIComponent(body.created_at);
    };

    it('status, alone and repeated', async () => {
      expect(await named('status=shipped')).to.deep.equal(['shipped']);
      expect(await named('status=cancelled&status=pending&status=cancelled')).to.deep.equal(['cancelled', 'pending']);
    });

    it('created_after (inclusive) and created_before (exclusive), to the microsecond', async () => {
      const shipped = await createdAt('shipped');
      expect(await named(`created_after=${shipped}`)).to.deep.equal(['cancelled', 'delivered', 'shipped']);
      expect(await named(`created_before=${shipped}`)).to.deep.equal(['confirmed', 'pending']);
      const justAfter = shipped.replace('Z', '0001Z');
      expect(await named(`created_after=${justAfter}`)).to.deep.equal(['cancelled', 'delivered']);
      expect(await named(`created_before=${justAfter}`)).to.deep.equal(['shipped', 'confirmed', 'pending']);
    });

    it('consecutive ranges: each order is in exactly one', async () => {
      const starts = ['pending', 'confirmed', 'shipped', 'delivered', 'cancelled'];
      for (const filter of ['', '&status=shipped&status=delivered']) {
        const spans: (string | undefined)[] = [];
        for (const [at, name] of starts.entries()) {
          const end = starts[at + 1];
          const before = end === undefined ? '' : `&created_before=${await createdAt(end)}`;
          spans.push(...(await named(`created_after=${await createdAt(name)}${before}${filter}`)));
        }
        expect(spans).to.deep.equal(filter === '' ? starts : ['shipped', 'delivered']);
      }
    });

    it('all of them together', async () => {
      const range = `created_after=${await createdAt('pending')}&created_before=${await createdAt('cancelled')}`;
      expect(await named(range)).to.deep.equal(['delivered', 'shipped', 'confirmed', 'pending']);
      expect(await named(`${range}&status=confirmed&status=delivered&limit=1`)).to.deep.equal(['delivered']);
      expect(await named(`${range}&skip=1&limit=1`)).to.deep.equal(['shipped']);
    });

    it('times in any zone, with or without a fraction', async () => {
      expect(
        await named('created_after=2020-01-01T00:00:00-11:30&created_before=9999-12-31T23:59:59.999999999Z'),
      ).to.have.lengthOf(5);
      expect(await named('created_before=2020-01-01t00:00:00z')).to.deep.equal([]);
      expect(await named('created_after=0000-01-01T00:00:00Z')).to.have.lengthOf(5);
    });
  });

  describe('to operators', () => {
    it("returns another user's orders, or all orders", async () => {
      const [ann, bob, operator] = [service().newUser(), service().newUser(), service().operator()];
      const [ofAnn, ofBob] = [await ann.placed(), await bob.placed()];
      expect(idsOf(await operator.get(`${LIST}?user_id=${userIdOf(ann)}`))).to.deep.equal([ofAnn.id]);
      expect(idsOf(await operator.get(`${LIST}?scope=all&limit=2`))).to.deep.equal([ofBob.id, ofAnn.id]);
      expect(idsOf(await operator.get(`${LIST}?scope=all&status=pending&limit=1`))).to.deep.equal([ofBob.id]);
      expect(idsOf(await operator.get(LIST))).to.deep.equal([]);
    });

    const others: [what: string, claims: { role?: string; scope?: string }, allowed: boolean][] = [
      ['the role operator', { role: 'operator' }, true],
      ['the role admin', { role: 'admin' }, true],
      ['the scope orders:manage', { scope: 'profile orders:manage' }, true],
      ['another role', { role: 'customer' }, false],
      ['a scope that only begins alike', { scope: 'orders:manage:none' }, false],
    ];
    for (const [what, claims, allowed] of others) {
      it(`and not to other users: ${what}`, async () => {
        const someone = service().as({ userId: service().newUserId(), ...claims });
        for (const query of ['scope=all', `user_id=${service().newUserId()}`]) {
          const { status, body } = await someone.get<Problem>(`${LIST}?${query}`);
          expect(status, query).to.equal(allowed ? 200 : 403);
          if (!allowed) expect(body.code).to.equal('operator_required');
        }
      });
    }

    it('while user_id may be the caller itself', async () => {
      const ann = service().newUser();
      const order = await ann.placed();
      expect(idsOf(await ann.get(`${LIST}?user_id=${userIdOf(ann)}&scope=all`))).to.deep.equal([order.id]);
    });
  });

  const invalid = [
    ...['limit=0', 'limit=101', 'limit=-1', 'limit=1.5', 'limit=ten', 'limit=', 'limit=1e1', 'limit=1&limit=2'],
    ...['skip=-1', 'skip=10001', 'skip=99999999999999999999999', 'status=', 'status=PENDING', 'status=pending,shipped'],
    'status=pending&status=lost',
    ...['user_id=0', 'user_id=9007199254740992', 'user_id=me', 'scope=everyone', 'cursor=', 'cursor=%00', 'cursor=abc'],
    ...['created_after=yesterday', 'created_after=2026-02-30T00:00:00Z', 'created_after=2026-01-01'],
    ...['created_after=2026-01-01T00:00:00', 'created_before=2026-01-01T24:00:00Z'],
    ...['created_before=2026-01-01T00:00:00%2B0100', 'created_before=2026-01-01T00:00:00%2B01'],
    ...['created_before=2026-01-01%0900:00:00Z', 'created_before=2026-01-01%C2%A000:00:00Z'],
    `cursor=${Buffer.from('orders,2026-02-30T00:00:00.000000Z,1').toString('base64url')}`,
    `cursor=${Buffer.from('orders,0000-01-01T00:00:00.000000Z,1').toString('base64url')}`,
    `cursor=${Buffer.from('orders,2026-01-01T00:00:00.000000Z,9999999999999999').toString('base64url')}`,
    `cursor=${'A'.repeat(201)}`,
  ];
  for (const query of invalid) {
    it(`rejects ?${query.length > 70 ? `${query.slice(0, 70)}…` : query}`, async () => {
      const { status, body } = await service().newUser().get<Problem>(`${LIST}?${query}`);
      expect(status).to.equal(422);
      expect(body.errors!.map((error) => error.in)).to.include('query');
    });
  }

  it('reports all violations of a query', async () => {
    const { body } = await service().newUser().get<Problem>(`${LIST}?limit=0&skip=x&status=lost&scope=all`);
    expect(body.errors!.map((error) => error.pointer)).to.have.members(['/limit', '/skip', '/status/0']);
  });

  it('ignores unknown parameters', async () => {
    expect((await service().newUser().get(`${LIST}?utm_source=mail&__proto__=x&constructor=y`)).status).to.equal(200);
  });

  it('accepts a cursor of another list as a position in time', async () => {
    const [ann, bob] = [service().newUser(), service().newUser()];
    await service().query(IMPORT, [userIdOf(ann), 3, 1]);
    await service().query(IMPORT, [userIdOf(bob), 3, 1]);
    const next = /cursor=([\w-]+)/.exec((await ann.get(`${LIST}?limit=1`)).headers.link!)![1]!;
    const own = (await bob.get<OrderBody[]>(`${LIST}?cursor=${next}`)).body;
    expect(own.every((order) => order.user_id === userIdOf(bob))).to.equal(true);
  });
});
