import { expect } from 'chai';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse } from 'yaml';
import { csvHeader, csvRecord } from '../../src/render/csv.js';
import { hasControls } from '../../src/render/printable.js';
import { compactJson, prettyJson } from '../../src/render/json.js';
import { tsvLine } from '../../src/render/tsv.js';
import { yamlDocument } from '../../src/render/yaml.js';
import { sampleOrder } from '../../../../test/services/sample-order.js';

describe('csvRecord', () => {
  const style = { raw: false, byteOrderMark: false, escaped: false };

  it('quotes fields where RFC 4180 requires it', () => {
    expect(csvRecord(['a', 'b,c', 'd"e', 'f\ng', '', 'h\r'], style)).to.equal('a,"b,c","d""e","f\ng",,"h\r"\n');
  });
});

describe('csvRecord, for a spreadsheet', () => {
  const style = { raw: false, byteOrderMark: false, escaped: false };

  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1']) {
    it(`escapes the formula ${JSON.stringify(text)}, unless --raw is given`, () => {
      expect(parseCsv(csvRecord([text, 'a=b'], style))).to.deep.equal([[`'${text}`, 'a=b']]);
      expect(parseCsv(csvRecord([text], { ...style, raw: true }))).to.deep.equal([[text]]);
    });
  }

  it('begins with a byte order mark with --bom', () => {
    expect(csvHeader([{ name: 'id' }], { ...style, byteOrderMark: true })).to.equal('\ufeffid\n');
    expect(csvHeader([{ name: 'id' }], style)).to.equal('id\n');
  });

  it('escapes control characters on a terminal', () => {
    expect(csvRecord(['\u001b[2J', 'b'], { ...style, escaped: true })).to.equal('\\u001b[2J,b\n');
    expect(csvRecord(['\u001b[2J', 'b'], style)).to.equal('\u001b[2J,b\n');
  });
});

describe('tsvLine', () => {
  it('keeps tabs and line breaks out of its fields', () => {
    expect(tsvLine(['a\tb', 'c\nd', ''])).to.equal('a b\tc d\t\n');
  });
});

describe('JSON', () => {
  it('is the value, with control characters escaped', () => {
    const value = { name: '\u001b[2J\u009b31m\u007f', ok: [1, null] };
    for (const text of [prettyJson(value), compactJson(value)]) {
      expect(JSON.parse(text)).to.deep.equal(value);
      expect(text).to.match(/^[\n\x20-\x7e]*$/);
    }
  });
});

describe('yamlDocument', () => {
  const values: Readonly<Record<string, unknown>> = {
    order: sampleOrder({ metadata: { channel: 'web', 'a: b': '# no comment' } }),
    'list of orders': [sampleOrder(), sampleOrder({ id: 43 })],
    'texts that look like something else': [
      'yes',
      'null',
      '12',
      '1.50',
      '',
      ' padded ',
      '- dash',
      'a: b',
      'x #y',
      'é',
      "it's",
      '2026-02-15',
      '12:30',
      '\u001b[2J',
      'two\nlines\n',
      'tab\t',
      '\u009b31m\u202e\u2028',
      'word '.repeat(60),
    ],
    'keys that look like something else': { yes: 1, '': 2, '\u009bk': 3, '1': 4 },
    'empty things': { list: [], object: {}, text: '', nothing: null },
    'nested lists': [[1, [2, 3]], [], [{ a: [{ b: 'c' }] }]],
    scalar: 42,
  };
  for (const [what, value] of Object.entries(values)) {
    it(`is read back as the same ${what}`, () => {
      const text = yamlDocument(value);
      for (const version of ['1.1', '1.2'] as const) expect(parse(text, { version })).to.deep.equal(value);
      expect(hasControls(text)).to.equal(false);
    });
  }
});
