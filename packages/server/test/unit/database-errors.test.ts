import { expect } from 'chai';
import pg from 'pg';
import { asDomainError, failureOf, mayBeOneRowsFault, type Failure } from '../../src/db/errors.js';
import {
  DatabaseUnavailableError,
  OutcomeUnknownError,
  SchemaNotReadyError,
  ServiceOverloadedError,
} from '../../src/ports/dependency-errors.js';

/** An error that PostgreSQL has reported. */
const reported = (code: string): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError('reported by the database', 0, 'error'), { code });
/** An error of the client's socket. */
const ofSocket = (code: string): Error => Object.assign(new Error('read'), { code, syscall: 'read' });

const all = (codes: readonly string[], failure: Failure): [string, Error, Failure][] =>
  codes.map((code) => [`SQLSTATE ${code}`, reported(code), failure]);

const rows: [what: string, error: Error, failure: Failure][] = [
  ...all(['53100', '53200', '53300', '53400', '57P03'], 'unavailable'),
  ...all(['25006'], 'read_only'),
  ...all(['42P01', '42703', '42883', '42804', '42P10', '3F000'], 'schema'),
  ...all(['57014', '55P03', '40001', '40P01'], 'overloaded'),
  ...all(['57P01', '57P02', '57P05', '08000', '08003', '08006', '08007'], 'connection_lost'),
  ...all(['23505', '23514', '22003', '22021', '42601', 'XX000'], 'rejected'),
  ...all(['42501'], 'forbidden'),
  ...['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].map((code): [string, Error, Failure] => [
    code,
    ofSocket(code),
    'connection_lost',
  ]),
  ['a cut connection', new Error('Connection terminated unexpectedly'), 'connection_lost'],
  ['a timeout of the client', new Error('The database has not answered within 15000 ms'), 'connection_lost'],
  ['a value that cannot be read', new RangeError('An integer of the database does not fit a number'), 'fault'],
  ['a value that cannot be sent', new TypeError("Cannot read properties of undefined (reading 'map')"), 'fault'],
];

describe('Errors of the database', () => {
  for (const [what, error, failure] of rows) {
    it(`classify ${what} as ${failure}`, () => expect(failureOf(error)).to.equal(failure));
  }

  const domainErrors: [error: Error, writes: boolean, domainError: unknown][] = [
    [reported('57P03'), true, DatabaseUnavailableError],
    [reported('25006'), true, DatabaseUnavailableError],
    [reported('42P01'), false, SchemaNotReadyError],
    [reported('57014'), true, ServiceOverloadedError],
    [ofSocket('ECONNRESET'), false, DatabaseUnavailableError],
    [ofSocket('ECONNRESET'), true, OutcomeUnknownError],
  ];
  for (const [error, writes, domainError] of domainErrors) {
    it(`turn ${(error as { code?: string }).code} under a ${writes ? 'write' : 'read'} into a domain error`, () => {
      const turned = asDomainError(error, { writes });
      expect(turned).to.be.instanceOf(domainError).and.to.have.property('cause', error);
      expect((turned as Error).message).not.to.contain(error.message);
    });
  }

  it('pass on what the database rejected, what is a fault of this program, and what is a domain error already', () => {
    for (const error of [reported('23505'), new TypeError('fault'), new DatabaseUnavailableError()]) {
      expect(asDomainError(error, { writes: true })).to.equal(error);
    }
  });

  const faults: [what: string, error: Error, ofOneRow: boolean][] = [
    ['a broken constraint', reported('23514'), true],
    ['a lock that was waited for too long', new ServiceOverloadedError({ cause: reported('55P03') }), true],
    ['a pool whose connections are all in use', new ServiceOverloadedError({ cause: new Error('in use') }), false],
    ['a full disk', new DatabaseUnavailableError({ cause: reported('53100') }), false],
    ['an unknown outcome', new OutcomeUnknownError({ cause: reported('57P01') }), false],
    ['an answer that cannot be read, of a statement that was committed', new RangeError('does not fit'), false],
  ];
  for (const [what, error, ofOneRow] of faults) {
    it(`hold ${what} ${ofOneRow ? 'possibly' : 'not'} for the fault of one row among others`, () =>
      expect(mayBeOneRowsFault(error)).to.equal(ofOneRow));
  }
});
