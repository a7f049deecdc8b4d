import { expect } from 'chai';
import { entityTag, isCurrent, versionsOfIfMatch } from '../../src/http/presenting/entity-tag.js';
import { componentSchema, violation } from '../support/conformance.js';

const MALFORMED = [
  '',
  '2',
  '"2',
  '2"',
  '"2""3"',
  '"2" "3"',
  '"2",',
  ',"2"',
  "'2'",
  'w/"2"',
  'W/ "2"',
  '"2", *',
  '*, "2"',
];

describe('Preconditions', () => {
  const erasedAt = '2026-02-16T00:00:00.000000Z';

  it('format a version as a strong entity tag, and that of an erased order as another', () => {
    expect(entityTag({ version: 7, erasedAt: null })).to.equal('"7"');
    expect(entityTag({ version: 7, erasedAt })).to.equal('"7-erased"');
  });

  it('find the copy of an order that was erased since not current', () => {
    expect(isCurrent('"2"', { version: 2, erasedAt })).to.equal(false);
    expect(isCurrent('"2-erased"', { version: 2, erasedAt })).to.equal(true);
    expect(isCurrent('"2-erased"', { version: 2, erasedAt: null })).to.equal(false);
  });

  const ifMatch: [header: string | undefined, versions: number[] | undefined][] = [
    [undefined, undefined],
    ['*', undefined],
    [' * ', undefined],
    ['"2"', [2]],
    ['"2", "3"', [2, 3]],
    ['"2-erased"', [2]],
    ['"2-other"', []],
    ['\t"2" ,"3"\t', [2, 3]],
    ['W/"2"', []],
    ['W/"2", "3"', [3]],
    ['"abc"', []],
    ['""', []],
    ['"02"', []],
    ['"0"', []],
    ['"-1"', []],
    ['"2147483647"', [2_147_483_647]],
    ['"2147483648"', []],
    ['"2, 3"', []],
  ];
  for (const [header, versions] of ifMatch) {
    it(`read If-Match ${String(header)} as ${JSON.stringify(versions)}`, () => {
      expect(versionsOfIfMatch(header)).to.deep.equal(versions);
      if (header !== undefined) expect(violation(componentSchema('EntityTags'), header.trim())).to.equal(undefined);
    });
  }

  const ifNoneMatch: [header: string | undefined, current: boolean][] = [
    [undefined, false],
    ['*', true],
    ['"2"', true],
    ['W/"2"', true],
    ['"1", W/"2"', true],
    ['"1"', false],
    ['"22"', false],
    ['""', false],
  ];
  for (const [header, current] of ifNoneMatch) {
    it(`find version 2 ${current ? '' : 'not '}current by If-None-Match ${String(header)}`, () => {
      expect(isCurrent(header, { version: 2, erasedAt: null })).to.equal(current);
    });
  }

  for (const header of MALFORMED) {
    it(`are not ${JSON.stringify(header)}, by the contract`, () => {
      expect(violation(componentSchema('EntityTags'), header)).to.be.a('string');
    });
  }
});
