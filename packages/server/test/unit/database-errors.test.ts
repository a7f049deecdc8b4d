import { expect } from 'chai';
import { asDomainError, failureOf, type Failure } from '../../src/db/errors.js';
import {
  DatabaseUnavailableError,
  OutcomeUnknownError,
  ServiceOverloadedError,
} from '../../src/domain/dependency-errors.js';

const coded = (code: string) => Object.assign(new Error('told by the database'), { code });
const said = (message: string) => new Error(message);
const named = (name: string) => Object.assign(new Error('told by the pool'), { name });

const rows: [what: string, error: Error, failure: Failure][] = [
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', '53300', '57P03', '25006', '53100'].map(
    (code): [string, Error, Failure] => [code, coded(code), 'unreachable'],
  ),
  ...['57014', '55P03', '40001', '40P01'].map((code): [string, Error, Failure] => [code, coded(code), 'overloaded']),
  ['the pool being full', named('KnexTimeoutError'), 'overloaded'],
  ...['ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P01', '57P02', '08006', '08007'].map((code): [string, Error, Failure] => [
    code,
    coded(code),
    'connection_lost',
  ]),
  ['a cut connection', said('Connection terminated unexpectedly'), 'connection_lost'],
  ['a time-out of the client', said('Query read timeout'), 'connection_lost'],
  ...['23505', '23514', '22003', '22021', '42P01', '42601', 'XX000'].map((code): [string, Error, Failure] => [
    code,
    coded(code),
    'rejected',
  ]),
  ['something else', said('Cannot read properties of undefined'), 'rejected'],
];

describe('Errors of the database', () => {
  for (const [what, error, failure] of rows) {
    it(`take ${what} for ${failure}`, () => expect(failureOf(error)).to.equal(failure));
  }

  const refusals: [error: Error, writes: boolean, refusal: unknown][] = [
    [coded('ECONNREFUSED'), true, DatabaseUnavailableError],
    [coded('57014'), true, ServiceOverloadedError],
    [coded('ECONNRESET'), false, DatabaseUnavailableError],
    [coded('ECONNRESET'), true, OutcomeUnknownError],
  ];
  for (const [error, writes, refusal] of refusals) {
    it(`tell of ${(error as { code?: string }).code} under a ${writes ? 'write' : 'read'} with its cause`, () => {
      const told = asDomainError(error, { writes });
      expect(told).to.be.instanceOf(refusal).and.to.have.property('cause', error);
      expect((told as Error).message).not.to.contain(error.message);
    });
  }

  it('pass a rejected statement and what is a refusal already on as they are', () => {
    for (const error of [coded('23505'), new DatabaseUnavailableError()]) {
      expect(asDomainError(error, { writes: true })).to.equal(error);
    }
  });
});
