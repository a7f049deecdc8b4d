import { expect } from 'chai';
import { UsageError } from '../../src/errors.js';
import { readCsv } from '../../src/features/bulk/read-csv.js';

describe('readCsv', () => {
  const fieldsOf = (text: string): (readonly string[])[] => readCsv(text).map(({ fields }) => fields);

  it('reads plain and quoted fields, with any line end', () => {
    for (const lineEnd of ['\n', '\r\n', '\r']) {
      expect(fieldsOf(`a,b${lineEnd}"c,d","e""f"${lineEnd},""${lineEnd}`)).to.deep.equal([
        ['a', 'b'],
        ['c,d', 'e"f'],
        ['', ''],
      ]);
    }
  });

  for (const [name, lineEnd] of Object.entries({ LF: '\n', CRLF: '\r\n', CR: '\r' })) {
    it(`counts lines that end in ${name}, also those within quotes and empty ones`, () => {
      const text = ['a', '', '"é', '', 'b"', 'c', '', '', 'd'].join(lineEnd);
      expect(readCsv(text).map(({ fields, lineNumber }) => [fields[0], lineNumber])).to.deep.equal([
        ['a', 1],
        [`é${lineEnd}${lineEnd}b`, 3],
        ['c', 6],
        ['d', 9],
      ]);
    });
  }

  it('detects the separator in the first line, because spreadsheets of many countries write semicolons', () => {
    expect(fieldsOf('items;metadata.note\n"1:2;7";a,b\n')).to.deep.equal([
      ['items', 'metadata.note'],
      ['1:2;7', 'a,b'],
    ]);
    expect(fieldsOf('items\tidempotency_key\n1\tk\n')).to.deep.equal([
      ['items', 'idempotency_key'],
      ['1', 'k'],
    ]);
    expect(fieldsOf('items\n1:2;7\n')).to.deep.equal([['items'], ['1:2;7']]);
  });

  for (const text of ['a\n"never closed', 'x\n"closed"but more,b', 'a\nin a "field"']) {
    it(`refuses ${JSON.stringify(text)}, with the line`, () => {
      expect(() => readCsv(text)).to.throw(UsageError, 'line 2');
    });
  }
});
