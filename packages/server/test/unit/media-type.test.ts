import { expect } from 'chai';
import { isIdentity, isJsonInUtf8 } from '../../src/http/contract/media-type.js';

describe('isJsonInUtf8', () => {
  for (const contentType of [
    'application/json',
    'APPLICATION/JSON; Charset=UTF-8',
    'application/json;charset="utf-8"',
    'application/json; charset=utf8',
    'application/json;',
    'application/json ; ;',
    'application/json; charset=utf-8;',
    'application/json; odata=verbose',
    'application/json; boundary=x',
    'application/json; profile="x; charset=utf-16"; charset=utf-8',
    'application/json; charset',
  ]) {
    it(`accepts ${contentType}`, () => expect(isJsonInUtf8(contentType)).to.equal(true));
  }

  for (const contentType of [
    '',
    '/',
    'application/jsonp',
    'application/merge-patch+json',
    'text/plain',
    'text/json; charset=utf-8',
    'application/json, text/plain',
    'application/json; charset=utf-16',
    'application/json; CHARSET="UTF-16LE"',
    'application/json; charset=iso-8859-1',
    'application/json; boundary=x; charset=windows-1252',
    'application/json; charset=nonsense',
    'application/json; charset=""',
  ]) {
    it(`refuses ${contentType || 'no type'}`, () => expect(isJsonInUtf8(contentType)).to.equal(false));
  }
});

describe('isIdentity', () => {
  for (const [contentEncoding, expected] of [
    ['', true],
    ['identity', true],
    ['Identity, identity', true],
    ['gzip', false],
    ['identity, gzip', false],
    ['identityx', false],
  ] as const) {
    it(`${contentEncoding || 'none'}: ${expected}`, () => expect(isIdentity(contentEncoding)).to.equal(expected));
  }
});
