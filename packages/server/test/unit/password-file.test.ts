import { expect } from 'chai';
import { findPassword } from '../../src/db/password-file.js';

const FILE = [
  '# host:port:database:user:password',
  'db.example:5432:orders:shop:first',
  'db.example:*:orders:shop:of another port',
  '\\:\\:1:5432:*:sh\\\\op:with\\:colon',
  'localhost:5432:*:*:of the socket',
  'too:few:fields',
  '*:*:*:other:any',
].join('\n');

describe('A password file', () => {
  const rows: [host: string, port: number, user: string, password: string | undefined][] = [
    ['db.example', 5432, 'shop', 'first'],
    ['db.example', 6432, 'shop', 'of another port'],
    ['::1', 5432, 'sh\\op', 'with:colon'],
    ['/var/run/postgresql', 5432, 'shop', 'of the socket'],
    ['anywhere', 1, 'other', 'any'],
    ['anywhere', 1, 'shop', undefined],
  ];
  for (const [host, port, user, password] of rows) {
    it(`has ${password ? `"${password}"` : 'nothing'} for ${user} at ${host}:${port}, as libpq reads it`, () => {
      expect(findPassword(FILE, { host, port, user, database: 'orders' })).to.equal(password);
    });
  }
});
