import { expect } from 'chai';
import { exchange, sendRaw } from '../support/raw-http.js';
import { TWO_HEADPHONES, type OrderBody, type Problem, type TestClient } from '../support/test-client.js';
import { useTestService, userIdOf } from '../support/test-service.js';

const CREATE = { method: 'POST', target: '/api/v1/orders' };

describe('Abuse', () => {
  const service = useTestService();
  let ann: TestClient;

  beforeEach(() => (ann = service().newUser()));

  /** A rejected request stores nothing, and the next valid request succeeds. */
  afterEach(async () => {
    expect(await service().ordersOf(userIdOf(ann))).to.equal(0);
    expect((await service().newUser().create({ items: TWO_HEADPHONES })).status).to.equal(201);
    const failures = service().logLines.filter((line) => /"level":"(error|fatal)"/.test(line));
    expect(failures).to.deep.equal([]);
  });

  const item = (quantity: string, product = '1') => `{"items":[{"product_id":${product},"quantity":${quantity}}]}`;
  const lines = (count: number) => Array.from({ length: count }, () => '{"product_id":1,"quantity":1}').join(',');
  const bodies: [what: string, raw: string | Buffer, status: number][] = [
    ['int4 and one', item('2147483648'), 422],
    ['a product beyond int4', item('1', '2147483648'), 422],
    ['int8 and one', item('9223372036854775808'), 422],
    ['1e400', item('1e400'), 422],
    ['-1e400', item('-1e400'), 422],
    ['1e-400', item('1e-400'), 422],
    ['a quantity just above 1', item('1.0000000000000001e0000000001'), 422],
    ['NaN', item('NaN'), 400],
    ['Infinity', item('Infinity'), 400],
    ['hexadecimal', item('0x10'), 400],
    ['a leading zero', item('01'), 400],
    ['true', item('true'), 422],
    ['null', item('null'), 422],
    ['an array', item('[1]'), 422],
    ['NUL in a note', `{"items":[${lines(1)}],"metadata":{"a":"\\u0000"}}`, 422],
    ['NUL in the name of a note', `{"items":[${lines(1)}],"metadata":{"\\u0000":"a"}}`, 422],
    ['half a surrogate pair', `{"items":[${lines(1)}],"metadata":{"a":"\\ud800"}}`, 422],
    ['the halves the wrong way round', `{"items":[${lines(1)}],"metadata":{"a":"\\udc00\\ud800"}}`, 422],
    ['half a pair in a name', `{"items":[${lines(1)}],"metadata":{"\\udfff":"a"}}`, 422],
    ['__proto__ in place of members', `{"__proto__":{"items":[${lines(1)}]}}`, 422],
    ['__proto__ beside the members', `{"items":[${lines(1)}],"__proto__":{"admin":true}}`, 422],
    ['__proto__ in a line', '{"items":[{"product_id":1,"quantity":1,"__proto__":{"price":1}}]}', 422],
    ['constructor', `{"items":[${lines(1)}],"constructor":{"prototype":{"operator":true}}}`, 422],
    ['metadata as an array', `{"items":[${lines(1)}],"metadata":[]}`, 422],
    ['arrays 10,000 deep', '['.repeat(10_000) + ']'.repeat(10_000), 422],
    ['objects 10,000 deep', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000), 422],
    ['items 10,000 deep', `{"items":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 422],
    ['an unclosed 30,000 deep', '['.repeat(30_000), 400],
    ['2,000 lines', `{"items":[${lines(2_000)}]}`, 422],
    ['10,000 lines', `{"items":[${lines(10_000)}]}`, 413],
    ['10,000 unknown members', `{${Array.from({ length: 5_000 }, (_, at) => `"m${at}":1`).join(',')}}`, 422],
    ['one byte more than 64 KiB', `${item('1')}${' '.repeat(65_537 - item('1').length)}`, 413],
    ['1 MB', ' '.repeat(1_000_000), 413],
    ['nothing', '', 400],
    ['white space', ' \n ', 400],
    ['no JSON', 'items=1', 400],
    ['a member twice', `{"items":[${lines(1)}],"items":[${lines(2)}]}`, 422],
    [
      'a member of a line twice, spelt differently',
      '{"items":[{"product_id":2,"product\\u005fid":1,"quantity":1}]}',
      422,
    ],
    ['metadata twice in one name', `{"items":[${lines(1)}],"metadata":{"a":"1","a":"1"}}`, 422],
    ['__proto__ twice', `{"items":[${lines(1)}],"metadata":{"__proto__":"1","__proto__":"1"}}`, 422],
    ['two documents', `${item('1')}${item('1')}`, 400],
    ['a comment', `${item('1')}//`, 400],
    ['a string', '"items"', 422],
    ['a number', '1', 422],
    ['null as a whole', 'null', 422],
    ['a byte that is not UTF-8', Buffer.from(`{"items":[${lines(1)}],"metadata":{"a":"\xff"}}`, 'latin1'), 400],
    ['half a character', Buffer.from([0x22, 0xe2, 0x82]), 400],
    ['an overlong NUL', Buffer.concat([Buffer.from('"'), Buffer.from([0xc0, 0x80]), Buffer.from('"')]), 400],
    ['UTF-16', Buffer.from(item('1'), 'utf16le'), 400],
  ];
  for (const [what, raw, expected] of bodies) {
    it(`of the body: ${what} is answered with ${expected}`, async () => {
      const { status } = await ann.send('POST', '/api/v1/orders', { raw });
      expect(status).to.equal(expected);
    });
  }

  it('does not mix the bytes of two requests', async () => {
    await ann.send('POST', '/api/v1/orders', { raw: Buffer.from([0x22, 0xe2, 0x82]) });
    const bob = service().newUser();
    const order = { items: TWO_HEADPHONES, metadata: { note: '¬€' } };
    expect((await bob.create(order)).body.metadata).to.deep.equal(order.metadata);
  });

  it('accepts a body of exactly 64 KiB', async () => {
    const { status } = await service()
      .newUser()
      .send('POST', '/api/v1/orders', {
        raw: `${item('1')}${' '.repeat(65_536 - item('1').length)}`,
      });
    expect(status).to.equal(201);
  });

  it('lists at most 50 violations', async () => {
    const { body } = await ann.send<Problem>('POST', '/api/v1/orders', {
      raw: `{${Array.from({ length: 2_000 }, (_, at) => `"m${at}":1`).join(',')}}`,
    });
    expect(body.errors).to.have.lengthOf(50);
    expect(body.detail).to.contain('2001 places');
  });

  const types: [type: string, status: number][] = [
    ['application/json', 201],
    ['APPLICATION/JSON; Charset=UTF-8', 201],
    ['application/json;charset="utf-8"', 201],
    ['application/json; charset=utf8', 201],
    ['application/json; charset=utf-8;', 201],
    ['application/json; odata=verbose', 201],
    ['application/json; boundary=x', 201],
    ['application/json; profile="x"; charset=utf-8', 201],
    ['application/json; charset=iso-8859-1', 415],
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['application/json; charset=utf-16', 415],
    ['application/jsonp', 415],
    ['application/merge-patch+json', 415],
    ['', 415],
    ['/', 415],
  ];
  for (const [type, expected] of types) {
    it(`of the media type: ${type || 'none'} is answered with ${expected}`, async () => {
      const { status } = await service()
        .newUser()
        .send('POST', '/api/v1/orders', { raw: item('1'), headers: { 'Content-Type': type } });
      expect(status).to.equal(expected);
    });
  }

  it('of the encoding: a compressed body is answered with 415, one of the encoding identity with 201', async () => {
    const statusFor = async (encoding: string, client: TestClient) => {
      const headers = { 'Content-Encoding': encoding };
      return (await client.send('POST', '/api/v1/orders', { raw: item('1'), headers })).status;
    };
    expect(await statusFor('gzip', ann)).to.equal(415);
    expect(await statusFor('identity', service().newUser())).to.equal(201);
  });

  it('of other users: a token gives no access to their orders, whatever the request contains', async () => {
    const bob = service().newUser();
    const order = await bob.placed();
    const claims = {
      'X-User-Id': String(userIdOf(bob)),
      'X-Forwarded-User': String(userIdOf(bob)),
      Cookie: `user=${userIdOf(bob)}`,
    };
    expect((await ann.get(`/api/v1/orders/${order.id}`, claims)).status).to.equal(404);
    expect((await ann.get<OrderBody[]>('/api/v1/orders', claims)).body).to.deep.equal([]);
    expect((await ann.get(`/api/v1/orders?user_id=${userIdOf(bob)}`, claims)).status).to.equal(403);
  });

  describe('of HTTP itself', () => {
    const auth = () => `Host: orders\r\nAuthorization: Bearer ${ann.token!}\r\n`;
    const body = item('1');
    const type = 'Content-Type: application/json\r\n';

    const requests: [what: string, bytes: () => string, status: number][] = [
      ['no HTTP at all', () => 'SSH-2.0-OpenSSH_9.0\r\n\r\n', 400],
      ['a TLS hello', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
      ['HTTP/3.0', () => `GET /health HTTP/3.0\r\n${auth()}\r\n`, 400],
      ['a header without a colon', () => `GET /health HTTP/1.1\r\n${auth()}broken\r\n\r\n`, 400],
      ['NUL in a header', () => `GET /health HTTP/1.1\r\n${auth()}X-Request-Id: a\0b\r\n\r\n`, 400],
      ['17 KB of headers', () => `GET /health HTTP/1.1\r\n${auth()}X-Long: ${'x'.repeat(17_000)}\r\n\r\n`, 400],
      ['a 17 KB path', () => `GET /${'x'.repeat(17_000)} HTTP/1.1\r\n${auth()}\r\n`, 400],
      ['no Host', () => 'GET /health HTTP/1.1\r\n\r\n', 400],
      ['two Hosts', () => `GET /health HTTP/1.1\r\n${auth()}Host: other\r\n\r\n`, 400],
      ['two Authorizations', () => `GET /health HTTP/1.1\r\n${auth()}authorization: Bearer other\r\n\r\n`, 400],
      [
        'two Content-Types',
        () =>
          `POST /api/v1/orders HTTP/1.1\r\n${auth()}${type}content-type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        400,
      ],
      ...['identity, chunked', 'gzip, chunked', 'chunked, chunked', 'chunked\r\nTransfer-Encoding: chunked'].map(
        (coding): [string, () => string, number] => [
          `Transfer-Encoding: ${coding.replace('\r\n', ' and ')}`,
          () =>
            `POST /api/v1/orders HTTP/1.1\r\n${auth()}${type}Transfer-Encoding: ${coding}\r\n\r\n` +
            `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
          400,
        ],
      ),
      [
        'a transfer coding in HTTP/1.0',
        () =>
          `POST /api/v1/orders HTTP/1.0\r\n${auth()}${type}Transfer-Encoding: chunked\r\n\r\n` +
          `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
        400,
      ],
      ['CONNECT', () => `CONNECT example.com:443 HTTP/1.1\r\n${auth()}\r\n`, 400],
      ['a path that is no URL', () => `GET http://[::bad/ HTTP/1.1\r\n${auth()}\r\n`, 404],
      ['an absolute URL of elsewhere', () => `GET http://elsewhere:99999999/nowhere HTTP/1.1\r\n${auth()}\r\n`, 404],
      [
        'an absolute URL of what there is',
        () => `GET http://elsewhere/problems/nothing HTTP/1.1\r\n${auth()}\r\n`,
        404,
      ],
      ['an asterisk', () => `GET * HTTP/1.1\r\n${auth()}\r\n`, 404],
      ['a broken escape', () => `GET /%zz/%c0%af HTTP/1.1\r\n${auth()}\r\n`, 404],
      ['dots', () => `GET /docs/../../../etc/passwd HTTP/1.1\r\n${auth()}\r\n`, 404],
      ['bytes beyond ASCII in the path', () => `GET /caf\xe9\xff HTTP/1.1\r\n${auth()}\r\n`, 400],
      [
        'Content-Length and Transfer-Encoding',
        () =>
          `POST /api/v1/orders HTTP/1.1\r\n${auth()}${type}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
        400,
      ],
      [
        'a Transfer-Encoding that hides',
        () => `POST /api/v1/orders HTTP/1.1\r\n${auth()}${type}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
        400,
      ],
      [
        'two Content-Lengths',
        () =>
          `POST /api/v1/orders HTTP/1.1\r\n${auth()}${type}Content-Length: ${body.length}\r\nContent-Length: 0\r\n\r\n${body}`,
        400,
      ],
      ['a negative length', () => `POST /api/v1/orders HTTP/1.1\r\n${auth()}${type}Content-Length: -1\r\n\r\n`, 400],
      [
        'a chunk of no length',
        () =>
          `POST /api/v1/orders HTTP/1.1\r\n${auth()}${type}Transfer-Encoding: chunked\r\n\r\nxyz\r\n${body}\r\n0\r\n\r\n`,
        400,
      ],
      ['a space before the colon', () => `GET /health HTTP/1.1\r\n${auth()}Content-Length : 0\r\n\r\n`, 400],
      ['a folded header', () => `GET /health HTTP/1.1\r\n${auth()}X-A: b\r\n c\r\n\r\n`, 400],
    ];
    for (const [what, bytes, expected] of requests) {
      it(`${what} is answered with ${expected} and a problem document`, async () => {
        const operation = bytes().startsWith('POST') ? CREATE : undefined;
        const { status } = await sendRaw(service().url, Buffer.from(bytes(), 'latin1'), operation);
        expect(status).to.equal(expected);
      });
    }

    it('a request after one whose transfer coding is ambiguous is not executed', async () => {
      const received = await exchange(
        service().url,
        `POST /api/v1/orders HTTP/1.1\r\n${auth()}${type}Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n` +
          `GET /health/live HTTP/1.1\r\n${auth()}\r\n`,
      );
      expect(received.match(/HTTP\/1\.1 \d+/g)).to.deep.equal(['HTTP/1.1 400']);
    });

    it('garbage after an order gets its answer behind that of the order', async () => {
      const bob = service().newUser();
      const order = item('1');
      const received = await exchange(
        service().url,
        `POST /api/v1/orders HTTP/1.1\r\nHost: orders\r\nAuthorization: Bearer ${bob.token!}\r\n${type}` +
          `Content-Length: ${order.length}\r\n\r\n${order}garbage\r\n\r\n`,
      );
      expect(received.match(/HTTP\/1\.1 \d+/g)).to.deep.equal(['HTTP/1.1 201', 'HTTP/1.1 400']);
    });

    it('a request inside the body of another is not executed', async () => {
      const hidden = `GET /health/live HTTP/1.1\r\n${auth()}\r\n`;
      const received = await exchange(
        service().url,
        `POST /api/v1/orders HTTP/1.1\r\n${auth()}${type}Connection: close\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
      );
      expect(received.match(/HTTP\/1\.1 \d+/g)).to.deep.equal(['HTTP/1.1 400']);
      expect(received).not.to.contain('alive');
    });

    it('an endless chunked body is cut at 64 KiB, and the connection stays usable', async () => {
      const chunk = `fff\r\n${' '.repeat(0xfff)}\r\n`;
      const received = await exchange(
        service().url,
        `POST /api/v1/orders HTTP/1.1\r\n${auth()}${type}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(250)}0\r\n\r\n` +
          `GET /health/live HTTP/1.1\r\n${auth()}Connection: close\r\n\r\n`,
      );
      expect(received.match(/HTTP\/1\.1 \d+/g)).to.deep.equal(['HTTP/1.1 413', 'HTTP/1.1 200']);
    });

    it('an unknown expectation is ignored, and 100-continue is fulfilled', async () => {
      for (const [expectation, statuses] of [
        ['200-ok', ['HTTP/1.1 200']],
        ['100-continue', ['HTTP/1.1 100', 'HTTP/1.1 200']],
      ] as const) {
        const request = `GET /health/live HTTP/1.1\r\n${auth()}Expect: ${expectation}\r\nConnection: close\r\n\r\n`;
        expect((await exchange(service().url, request)).match(/HTTP\/1\.1 \d+/g)).to.deep.equal(statuses);
      }
    });

    it('an unsupported upgrade is ignored', async () => {
      const request = `GET /health/live HTTP/1.1\r\n${auth()}Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`;
      expect(await exchange(service().url, request)).to.match(/^HTTP\/1\.1 200/);
    });

    it('50 pipelined orders are answered in order, without a warning', async () => {
      const warnings: Error[] = [];
      const listen = (warning: Error) => warnings.push(warning);
      process.on('warning', listen);
      const absent = item('1', '99');
      const order = (at: number) =>
        `POST /api/v1/orders HTTP/1.1\r\n${auth()}${type}X-Request-Id: ${at}\r\n` +
        `${at === 50 ? 'Connection: close\r\n' : ''}Content-Length: ${absent.length}\r\n\r\n${absent}`;
      const received = await exchange(service().url, Array.from({ length: 50 }, (_, at) => order(at + 1)).join(''));
      const ids = [...received.matchAll(/X-Request-Id: (\d+)/gi)].map(([, id]) => Number(id));
      expect(ids).to.deep.equal(Array.from({ length: 50 }, (_, at) => at + 1));
      process.off('warning', listen);
      expect(warnings.filter((warning) => warning.name === 'MaxListenersExceededWarning')).to.deep.equal([]);
    });

    it('pipelined requests are answered in their order', async () => {
      const get = (path: string, rest = '') => `GET ${path} HTTP/1.1\r\n${auth()}${rest}\r\n`;
      const received = await exchange(
        service().url,
        get('/api/v1/orders') + get('/nowhere') + get('/health/live', 'Connection: close\r\n'),
      );
      expect(received.match(/HTTP\/1\.1 \d+/g)).to.deep.equal(['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200']);
    });
  });
});
