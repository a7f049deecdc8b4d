import { expect } from 'chai';
import { freePorts } from '../../../../test/services/free-port.js';
import type { Overrides } from '../../src/overrides.js';
import { rejectionOf } from '../support/rejection.js';
import { orderGates } from '../support/gate.js';
import { eventually } from '../../../../test/services/eventually.js';
import type { Problem } from '../support/test-client.js';
import { TestService } from '../support/test-service.js';

/** Throws any value, as a library may. */
function raise(fault: unknown): never {
  throw fault;
}

interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly service: string;
  readonly msg: string;
  readonly requestId?: string;
  readonly [member: string]: unknown;
}

const ORDER = { items: [{ product_id: 1, quantity: 1 }] };

describe('Logs', () => {
  let service: TestService;

  afterEach(() => service.stop());

  const lines = () => service.logLines.map((line) => JSON.parse(line) as LogLine);
  const linesOf = (requestId: string) => lines().filter((line) => line.requestId === requestId);

  /** Text that no log and no response may contain. */
  function expectNoSecrets(tokens: readonly (string | undefined)[], answers: readonly { text: string }[] = []): void {
    const password = new URL(service.databaseUrl).password;
    const secrets = [...tokens, service.secret, service.databaseUrl, ...(password ? [`:${password}@`] : [])];
    for (const text of [...service.logLines, ...answers.map((answer) => answer.text)]) {
      for (const secret of secrets) if (secret) expect(text).not.to.contain(secret);
      expect(text).not.to.match(/"detail":"(Key|Failing row)/);
    }
  }

  it('are JSON lines, one for each request, with its id, its route and its outcome', async () => {
    service = await TestService.start();
    const userId = service.newUserId();
    const ann = service.as({ userId });
    await ann.create(ORDER, { 'X-Request-Id': 'first' });
    await ann.create({ items: [{ product_id: 99, quantity: 1 }] }, { 'X-Request-Id': 'second' });
    const refused = await service.anonymous().get<Problem>('/api/v1/orders?cursor=secret-in-the-query');
    for (const line of lines()) expect(line).to.include.keys('level', 'time', 'service', 'msg');
    expect(linesOf('first')).to.have.lengthOf(1);
    expect(linesOf('first')[0]).to.include({
      method: 'POST',
      path: '/api/v1/orders',
      status: 201,
      userId,
      msg: 'request',
    });
    expect(linesOf('first')[0]).not.to.have.property('clientGone');
    expect(linesOf('second')[0]).to.include({ status: 404 });
    expect(linesOf(refused.body.request_id)[0]).to.include({ status: 401, path: '/api/v1/orders' });
    expect(service.logLines.join('\n')).not.to.contain('secret-in-the-query');
    expectNoSecrets([ann.token], [refused]);
  });

  it('have the ids of the trace that a request belongs to, also of one that fails', async () => {
    const trace = { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', span_id: '00f067aa0ba902b7' };
    const traceparent = `00-${trace.trace_id}-${trace.span_id}-01`;
    service = await TestService.start({
      overrides: { wrapOrders: (orders) => ({ ...orders, find: () => raise(new Error('a bug')) }) },
    });
    const ann = service.newUser();
    await ann.create(ORDER, { traceparent, 'X-Request-Id': 'traced' });
    await ann.get('/api/v1/orders/1', { traceparent, 'X-Request-Id': 'traced' });
    expect(linesOf('traced').map(({ msg }) => msg)).to.deep.equal(['request', 'request failed', 'request']);
    for (const line of linesOf('traced')) expect(line).to.include(trace);
    await ann.create(ORDER, { traceparent: 'not well formed', 'X-Request-Id': 'untraced' });
    expect(linesOf('untraced')[0]).not.to.have.any.keys('trace_id', 'span_id');
  });

  it('have one short line for a refused token, without a stack', async () => {
    service = await TestService.start();
    for (const [token, code] of [
      [undefined, 'authentication_required'],
      ['not-a-token', 'token_invalid'],
      [`${service.token({ userId: 1 })}x`, 'token_invalid'],
    ] as const) {
      const headers = { 'X-Request-Id': 'refused', ...(token && { Authorization: `Bearer ${token}` }) };
      expect((await service.anonymous().get('/api/v1/orders', headers)).status).to.equal(401);
      const [line, ...others] = linesOf('refused').splice(-1);
      expect(others).to.deep.equal([]);
      expect(line).to.include({ level: 'info', msg: 'request', status: 401, code });
      expect(line).to.have.property('reason').that.is.a('string');
    }
    expect(linesOf('refused')).to.have.lengthOf(3);
    expect(service.logLines.join('\n')).not.to.contain('stack');
  });

  it('have probes, metrics and the documentation at debug, and other requests at info', async () => {
    service = await TestService.start();
    const levels: Record<string, string | undefined> = {};
    for (const path of ['/health', '/health/live', '/health/ready', '/metrics', '/docs', '/healthy', '/nowhere']) {
      await fetch(`${service.url}${path}`, { headers: { 'X-Request-Id': path.slice(1) } });
      levels[path] = linesOf(path.slice(1))[0]?.level;
    }
    expect(levels).to.deep.equal({
      '/health': 'debug',
      '/health/live': 'debug',
      '/health/ready': 'debug',
      '/metrics': 'debug',
      '/docs': 'debug',
      '/healthy': 'info',
      '/nowhere': 'info',
    });
  });

  it('hold no token, wherever in a request it was sent', async () => {
    service = await TestService.start();
    const ann = service.newUser();
    const token = ann.token!;
    for (const target of [
      `/api/v1/orders/${token}`,
      `/${token}`,
      `/docs/${token}`,
      `/api/v1/orders?access_token=${token}`,
      `/api/v1/orders/1?token=Bearer%20${token}`,
      `http://orders/${token}`,
    ]) {
      for (const method of ['GET', 'POST']) await ann.sendUnchecked(method, target);
    }
    const short = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${'x'.repeat(43)}`;
    const { headers } = await ann.get('/api/v1/me', {
      'X-Request-Id': short,
      Cookie: `token=${token}`,
      Referer: token,
    });
    expect(headers['x-request-id']).not.to.contain(short);
    await ann.send('POST', '/api/v1/orders', { raw: `{"token":"${token}"`, headers: { 'Idempotency-Key': token } });
    expect(lines().filter(({ msg }) => msg === 'request')).to.have.lengthOf(14);
    expectNoSecrets([token, token.split('.')[2], short]);
  });

  it('name the cause of a 503, without the connection string', async () => {
    const [port] = await freePorts(1);
    const databaseUrl = `postgresql://someone:pw-of-database@127.0.0.1:${port}/orders`;
    service = await TestService.start({ config: { databaseUrl } });
    const ann = service.newUser();
    const answer = await ann.create<Problem>(ORDER, { 'X-Request-Id': 'away' });
    expect(answer.status).to.equal(503);
    const causes = linesOf('away').filter((line) => line.msg === 'request refused');
    expect(causes).to.have.lengthOf(1);
    expect(causes[0]).to.include({ level: 'warn', code: 'database_unavailable' });
    expect(JSON.stringify([service.logLines, answer.text])).not.to.contain('pw-of-database');
    expectNoSecrets([ann.token], [answer]);
  });

  /** PostgreSQL's error for a violated constraint: its detail quotes the row. */
  const withFault = (fault: unknown): Overrides => ({
    wrapOrders: (orders) => ({ ...orders, find: () => Promise.resolve().then(() => raise(fault)) }),
  });

  const faults: [what: string, fault: unknown][] = [
    [
      'of the database, without the row that it quotes',
      Object.assign(new Error('duplicate key value violates unique constraint "orders_pkey"'), {
        code: '23505',
        detail: 'Key (user_email)=(ann@example.com) already exists.',
        query: "INSERT INTO orders VALUES ('ann@example.com')",
        connectionString: 'postgresql://u:pw-of-database@db/orders',
      }),
    ],
    ['with a connection string in its text', new Error('cannot reach postgresql://u:pw-of-database@db:5432/orders')],
    ['with a broker in its text', new Error('amqp://admin:pw-of-database@rabbitmq is down')],
    ['with a token in its text', new Error(`bad header: Authorization: Bearer pw-of-database`)],
    [
      'with a cause that contains a password',
      new Error('outer', { cause: new Error('postgresql://u:pw-of-database@db/') }),
    ],
    ['that is no error', 'pw-of-nobody'],
    ['of our own', new TypeError("Cannot read properties of undefined (reading 'status')")],
  ];
  for (const [what, fault] of faults) {
    it(`show an internal error ${what}`, async () => {
      service = await TestService.start({ overrides: withFault(fault) });
      const ann = service.newUser();
      const answer = await ann.get<Problem>('/api/v1/orders/1', { 'X-Request-Id': 'faulty' });
      expect([answer.status, answer.body.code]).to.deep.equal([500, 'internal_error']);
      expect(answer.body.detail).not.to.match(/key|postgresql|undefined|Bearer/);
      const failures = linesOf('faulty').filter((line) => line.level === 'error');
      expect(failures).to.have.lengthOf(1);
      expect(failures[0]).to.include({ msg: 'request failed' }).and.to.have.property('err');
      expect(service.logLines.join('\n')).not.to.match(/pw-of-database|ann@example\.com/);
      expectNoSecrets([ann.token], [answer]);
    });
  }

  it('record a disconnected client, which is not an error', async () => {
    const gates = orderGates();
    service = await TestService.start({ overrides: gates.overrides });
    gates.lookUp.close();
    const hangUp = new AbortController();
    const sending = rejectionOf(
      service.newUser().send('POST', '/api/v1/orders', {
        json: ORDER,
        headers: { 'X-Request-Id': 'hung-up' },
        signal: hangUp.signal,
      }),
    );
    await gates.lookUp.holds();
    hangUp.abort();
    await sending;
    await eventually('the server notices', () => gates.callers.every((caller) => caller.aborted));
    gates.openAll();
    await eventually('the request is logged', () => linesOf('hung-up').length > 0);
    expect(linesOf('hung-up')).to.have.lengthOf(1);
    expect(linesOf('hung-up')[0]).to.include({ level: 'info', status: 499, clientGone: true });
    expect((await service.anonymous().get('/metrics')).text).not.to.match(/status="5\d\d"/);
  });
});
