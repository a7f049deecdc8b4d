import { expect } from 'chai';
import { UsageError } from '../../src/errors.js';
import { parseCsv } from '../../src/parse/csv.js';

describe('parseCsv', () => {
  const fieldsOf = (text: string): string[][] => parseCsv(text).map(({ fields }) => fields);

  it('reads plain and quoted fields, with either line end', () => {
    expect(fieldsOf('a,b\r\n"c,d","e""f"\n,\n')).to.deep.equal([
      ['a', 'b'],
      ['c,d', 'e"f'],
      ['', ''],
    ]);
  });

  it('counts the lines of a file, also those within quotes and empty ones', () => {
    const records = parseCsv('a\n\n"b\nb"\nc');
    expect(records.map(({ fields, lineNumber }) => [fields[0], lineNumber])).to.deep.equal([
      ['a', 1],
      ['b\nb', 3],
      ['c', 5],
    ]);
  });

  it('passes over a byte order mark, as spreadsheets write it', () => {
    expect(fieldsOf('\ufeffitems\n1:2\n')).to.deep.equal([['items'], ['1:2']]);
  });

  it('keeps an empty quoted field', () => {
    expect(fieldsOf('a,""\n')).to.deep.equal([['a', '']]);
  });

  for (const text of ['a\n"never closed', 'x\n"closed"but more,b']) {
    it(`refuses ${JSON.stringify(text)}, with the line`, () => {
      expect(() => parseCsv(text)).to.throw(UsageError, 'line 2');
    });
  }
});
