import { expect } from 'chai';
import type { Health } from '@order-service/sdk';
import {
  checkClock,
  checkContract,
  checkDependencies,
  checkService,
  checkVersions,
} from '../../src/features/doctor/check-service.js';
import { checkSignIn, checkToken } from '../../src/features/doctor/check-token.js';
import type { RawResponse } from '../../src/session/raw-request.js';

const NOW = new Date('2026-02-15T18:00:00Z');
const HEALTH: Health = {
  status: 'healthy',
  service: 'order-service',
  cell: 0,
  read_only: false,
  version: '1.4.0',
  database: 'connected',
  migrations: 'current',
  problems: [],
  broker: 'connected',
  broker_problem: null,
  outbox: { depth: 0, oldest_age_seconds: null, failing: 0, dead_lettered: 0 },
};

function answer(status: number, body: unknown, headers: Record<string, string> = {}): RawResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, statusText: '', headers: new Headers(headers), body: text, requestId: 'r-1' };
}

function tokenEnding(inSeconds: number | undefined): string {
  const exp = inSeconds === undefined ? undefined : NOW.getTime() / 1_000 + inSeconds;
  return ['{}', JSON.stringify({ sub: '1', exp }), 'x']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
}

describe('orders doctor', () => {
  it('says why the broker is disconnected, and how many events it does not deliver', () => {
    const [, broker, outbox] = checkDependencies({
      ...HEALTH,
      broker: 'disconnected',
      broker_problem: 'access_refused',
      outbox: { ...HEALTH.outbox, depth: 4, failing: 3 },
    });
    expect(broker).to.deep.include({ state: 'failed', finding: 'The service cannot use it: access_refused' });
    expect(outbox).to.deep.include({ state: 'failed', finding: '3 events are not delivered.' });
  });

  it('checks the token', () => {
    const state = (token: string | undefined): string => checkToken(token, 'profile', NOW).state;
    expect(state(undefined)).to.equal('failed');
    expect(state('opaque')).to.equal('warning');
    expect(state(tokenEnding(undefined))).to.equal('failed');
    expect(state(tokenEnding(-5))).to.equal('failed');
    expect(state(tokenEnding(60))).to.equal('warning');
    expect(state(tokenEnding(3_600))).to.equal('ok');
  });

  it('checks whether the service accepts the token', () => {
    expect(checkSignIn(undefined).state).to.equal('skipped');
    const me = { user_id: 1, email: 'u@example.com', operator: true, expires_at: '2026-02-15T19:00:00Z' };
    const accepted = checkSignIn(answer(200, me));
    expect(accepted).to.include({ state: 'ok' });
    expect(accepted.finding).to.include('User 1 (u@example.com), operator');
    expect(checkSignIn(answer(200, [])).state).to.equal('failed');
    expect(checkSignIn(answer(401, {})).state).to.equal('failed');
    expect(checkSignIn(new Error('too slow')).state).to.equal('failed');
    expect(checkSignIn(answer(500, {})).advice).to.include('r-1');
  });

  it('distinguishes an order service from others', () => {
    const state = (found: RawResponse | Error): string => checkService(found, 'http://x').state;
    expect(state(answer(200, HEALTH))).to.equal('ok');
    expect(state(answer(200, { ...HEALTH, status: 'unhealthy' }))).to.equal('failed');
    expect(state(answer(200, '<html>'))).to.equal('failed');
    expect(state(answer(404, HEALTH))).to.equal('failed');
    expect(state(new Error('ECONNREFUSED'))).to.equal('failed');
  });

  it('compares the clocks', () => {
    const at = (date: string): unknown => {
      const { state, finding } = checkClock(answer(200, '', date === '' ? {} : { date }), NOW);
      return [state, finding];
    };
    expect(at('Sun, 15 Feb 2026 18:00:01 GMT')).to.deep.equal(['ok', 'This machine and the service agree.']);
    expect(at('Sun, 15 Feb 2026 18:00:10 GMT')).to.deep.equal(['ok', 'This machine is 10 s behind the service.']);
    expect(at('Sun, 15 Feb 2026 17:50:00 GMT')).to.deep.equal([
      'warning',
      'This machine is 600 s ahead of the service.',
    ]);
    expect(at('')).to.deep.equal(['skipped', 'The service does not send its time.']);
  });

  it('compares versions by generation', () => {
    const state = (service: string, own: string): string => checkVersions({ ...HEALTH, version: service }, own).state;
    expect(state('1.4.0', '1.2.9')).to.equal('ok');
    expect(state('2.0.0', '1.9.0')).to.equal('warning');
    expect(state('0.2.0', '0.1.0')).to.equal('warning');
    expect(state('0.1.7', '0.1.0')).to.equal('ok');
  });

  it("reads the service's contract", () => {
    const operations = [
      'createOrder',
      'listOrders',
      'getOrder',
      'updateOrderStatus',
      'getOrderHistory',
      'listEvents',
      'getHealth',
      'getMe',
    ];
    const contract = (ids: readonly string[], statuses: readonly string[]): RawResponse =>
      answer(200, {
        paths: Object.fromEntries(ids.map((operationId) => [`/${operationId}`, { get: { operationId } }])),
        components: { schemas: { OrderStatus: { enum: statuses } } },
      });
    expect(checkContract(contract(operations, ['pending'])).state).to.equal('ok');
    expect(checkContract(contract(operations.slice(1), [])).finding).to.include('createOrder');
    expect(checkContract(contract(operations, ['returned'])).finding).to.include('returned');
    expect(checkContract(answer(404, '')).state).to.equal('warning');
  });

  it('checks database, broker and outbox', () => {
    const states = (changes: Partial<Health>): string[] =>
      checkDependencies({ ...HEALTH, ...changes }).map(({ state }) => state);
    expect(states({})).to.deep.equal(['ok', 'ok', 'ok']);
    expect(
      states({
        database: 'disconnected',
        outbox: { depth: null, oldest_age_seconds: null, failing: 0, dead_lettered: null },
      }),
    ).to.deep.equal(['failed', 'ok', 'skipped']);
    for (const changes of [{ database: 'read_only' }, { migrations: 'behind' }, { migrations: 'foreign' }] as const) {
      expect(states(changes)[0]).to.equal('failed');
    }
    expect(
      states({ broker: 'disconnected', outbox: { depth: 5, oldest_age_seconds: 90, failing: 0, dead_lettered: 0 } }),
    ).to.deep.equal(['ok', 'failed', 'warning']);
    expect(
      states({ broker: 'blocked', outbox: { depth: 5, oldest_age_seconds: 1, failing: 0, dead_lettered: 2 } }),
    ).to.deep.equal(['ok', 'failed', 'failed']);
    expect(
      states({ broker: 'disabled', outbox: { depth: 5, oldest_age_seconds: 900, failing: 0, dead_lettered: 0 } }),
    ).to.deep.equal(['ok', 'warning', 'ok']);
  });
});
