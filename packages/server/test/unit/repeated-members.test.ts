import { expect } from 'chai';
import fc from 'fast-check';
import { repeatedMembers } from '../../src/http/contract/repeated-members.js';

const pointers = (text: string) => repeatedMembers(text).map(({ pointer }) => pointer);

describe('repeatedMembers', () => {
  const rows: [what: string, text: string, pointers: string[]][] = [
    ['a member twice', '{"a":1,"a":1}', ['/a']],
    ['thrice', '{"a":1,"a":1,"a":1}', ['/a', '/a']],
    ['spelt differently', String.raw`{"a":1,"\u0061":1}`, ['/a']],
    ['in an array', '[1,{"a":[]},{"a":"a","b":2,"a":{}}]', ['/2/a']],
    ['deep', '{"x":{"y":[[0,{"z":1,"z":2}]]}}', ['/x/y/0/1/z']],
    ['with characters of a pointer', '{"a/b~":1,"a/b~":1}', ['/a~1b~0']],
    ['with quotes and brackets', String.raw`{"\"{[,":"}],","\"{[,":1}`, ['/"{[,']],
    ['after an object', '{"a":{"b":1},"b":1,"a":1}', ['/a']],
    ['empty names', '{"":1,"":1}', ['/']],
    ['names of Object', '{"__proto__":1,"constructor":1,"__proto__":1}', ['/__proto__']],
    ['the same name in different objects', '[{"a":{"a":1}},{"a":["a","a"]}]', []],
    ['a value like a name', '{"a":"b","b":"a"}', []],
    ['no object', '"a"', []],
  ];
  for (const [what, text, expected] of rows) {
    it(what, () => expect(pointers(text)).to.deep.equal(expected));
  }

  it('finds none in what JSON.stringify writes', () =>
    fc.assert(fc.property(fc.json(), (text) => repeatedMembers(text).length === 0)));

  it('reads a text that is nested as deeply as a body can be', () =>
    expect(repeatedMembers('{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000))).to.deep.equal([]));
});
