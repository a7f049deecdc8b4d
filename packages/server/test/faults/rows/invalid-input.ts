const DEEP = '['.repeat(10_000) + ']'.repeat(10_000);
const line = (members: string): string => `{"items":[{${members}}]}`;

/** Bodies that must be rejected, by what is wrong with them. */
export const INVALID_BODIES: Readonly<Record<string, string | Buffer>> = {
  'an unknown member': '{"items":[{"product_id":1,"quantity":1}],"total_amount":"0.01"}',
  'a price': line('"product_id":1,"quantity":1,"price":0.01'),
  'int4 overflow': line('"product_id":1,"quantity":2147483648'),
  'int8 overflow': line('"product_id":9223372036854775808,"quantity":1'),
  NaN: line('"product_id":1,"quantity":NaN'),
  '1e400': line('"product_id":1,"quantity":1e400'),
  'a fraction': line('"product_id":1,"quantity":1.5'),
  'a negative quantity': line('"product_id":1,"quantity":-1'),
  'text for a number': line('"product_id":"1","quantity":"1"'),
  NUL: '{"items":[{"product_id":1,"quantity":1}],"metadata":{"a":"\\u0000"}}',
  'a lone surrogate': '{"items":[{"product_id":1,"quantity":1}],"metadata":{"a":"\\ud800"}}',
  __proto__: '{"items":[{"product_id":1,"quantity":1}],"__proto__":{"operator":true}}',
  constructor: '{"items":[{"product_id":1,"quantity":1}],"constructor":{"prototype":{"x":1}}}',
  'depth 10,000': DEEP,
  'a megabyte': `{"items":[],"metadata":{"a":"${'x'.repeat(1024 * 1024)}"}}`,
  '10,000 lines': JSON.stringify({ items: Array.from({ length: 10_000 }, () => ({ product_id: 1, quantity: 1 })) }),
  'no lines': '{"items":[]}',
  'not JSON': '{"items":',
  'not UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  nothing: '',
  'a list': '[]',
  null: 'null',
};

/** Query strings of the list of orders that must be rejected. */
export const INVALID_QUERIES: readonly string[] = [
  'limit=0',
  'limit=1e3',
  'limit=101',
  'skip=-1',
  'cursor=%00',
  'cursor=AAAA',
  'status=gone',
  'created_after=yesterday',
  'user_id=9223372036854775808',
  "status='--",
];

/** Byte sequences that are not valid HTTP requests. */
export const INVALID_REQUESTS: readonly string[] = [
  'POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\n\r\n',
  'POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
  'POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  'GET /health HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
];
