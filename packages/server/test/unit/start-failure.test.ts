import { expect } from 'chai';
import { UnusableDatabaseError } from '../../src/db/unusable-database-error.js';
import { DevServiceError } from '../../src/embedded/dev-service-error.js';
import { EmbeddedPostgresError } from '../../src/embedded/postgres/embedded-postgres-error.js';
import { DatabaseUnavailableError } from '../../src/ports/dependency-errors.js';
import { ListenerError } from '../../src/open-listener.js';
import { describeFailure, UsageError } from '../../src/start-failure.js';

function systemError(message: string, details: Record<string, unknown>): Error {
  return Object.assign(new Error(message), details);
}

describe('the messages of a failed start', () => {
  it('list every configuration problem on its own line', () => {
    expect(describeFailure(new UsageError(['A is missing.', 'B is wrong.']))).to.deep.equal([
      'A is missing.',
      'B is wrong.',
    ]);
  });

  it('are the message of a known error', () => {
    const cause = new Error('EROFS');
    expect(describeFailure(new EmbeddedPostgresError('port_taken', 'Do this.'))).to.deep.equal(['Do this.']);
    expect(describeFailure(DevServiceError.notWritable('/x/.orders', cause))[0]).to.include('/x/.orders');
  });

  for (const [code, host, port, sentence] of [
    ['EADDRINUSE', '::', 8002, 'Port 8002 of :: is taken.'],
    ['EACCES', '127.0.0.1', 80, 'This user may not listen on port 80 of 127.0.0.1.'],
    ['EADDRNOTAVAIL', '192.0.2.1', 1, '192.0.2.1 is not an address'],
    ['ENOTFOUND', 'nowhere.invalid', 1, 'nowhere.invalid is not an address'],
    ['EAI_AGAIN', 'nowhere.invalid', 1, 'nowhere.invalid is not an address'],
  ] as const) {
    it(`explain ${code} of the listener`, () => {
      const [line, ...rest] = describeFailure(new ListenerError(host, port, systemError('listen', { code })));
      expect(rest).to.be.empty;
      expect(line).to.include(sentence).and.to.include('--');
    });
  }

  for (const error of [
    systemError('connect ECONNREFUSED 127.0.0.1:5432', { code: 'ECONNREFUSED', syscall: 'connect' }),
    systemError('getaddrinfo ENOTFOUND postgres.invalid', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }),
    systemError('getaddrinfo EAI_AGAIN postgres', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }),
    new AggregateError([new Error('connect ECONNREFUSED ::1:5432'), new Error('connect ECONNREFUSED 127.0.0.1:5432')]),
    systemError('password authentication failed for user "orders" at postgresql://u:secret@h/d', { code: '28P01' }),
  ]) {
    it(`name the database for ${error.message || 'several refused connections'}, without its password`, () => {
      const [line, ...rest] = describeFailure(error);
      expect(rest).to.be.empty;
      expect(line).to.match(/^The database cannot be used: \w.+ Check DATABASE_URL\.$/);
      expect(line).to.not.include('secret');
    });
  }

  it('are those of the cause, for an error that the cause explains', () => {
    const cause = new UnusableDatabaseError('The encoding of the database is LATIN1.');
    expect(describeFailure(new DatabaseUnavailableError({ cause }))).to.deep.equal([cause.message]);
  });

  it('include the stack of an unexpected error', () => {
    const [line] = describeFailure(new TypeError('x is not a function'));
    expect(line).to.match(/^TypeError: x is not a function\n +at /);
    expect(describeFailure('thrown')).to.deep.equal(['thrown']);
  });
});
