import { expect } from 'chai';
import pg from 'pg';
import { OutcomeUnknownError } from '../../src/ports/dependency-errors.js';
import { Batcher } from '../../src/db/batcher.js';
import { eventually } from '../../../../test/services/eventually.js';

/** A database that completes statements on demand, and records which inputs shared a statement. */
function heldDatabase(reject: (input: string) => Error | undefined = () => undefined) {
  const statements: string[][] = [];
  const held: (() => void)[] = [];
  return {
    statements,
    /** Completes the running statements, and those that start as a result. */
    async release(): Promise<void> {
      while (held.length > 0) {
        held.splice(0).forEach((end) => end());
        await new Promise(setImmediate);
      }
    },
    write: (inputs: readonly string[]): Promise<string[]> => {
      statements.push([...inputs]);
      return new Promise((resolve, fail) => {
        held.push(() => {
          const error = inputs.map(reject).find((found) => found !== undefined);
          if (error) fail(error);
          else resolve(inputs.map((input) => `${input} written`));
        });
      });
    },
  };
}

const violation = Object.assign(new pg.DatabaseError('numeric field overflow', 0, 'error'), { code: '22003' });
/** The error of a statement whose connection was lost. */
const lost = new OutcomeUnknownError({ cause: new Error('Connection terminated unexpectedly') });

describe('Batcher', () => {
  it('writes at once while fewer statements run than may', async () => {
    const database = heldDatabase();
    const commits = new Batcher({ run: database.write, maxGroupSize: 10, maxConcurrent: 1 });

    const outcome = commits.submit('a');

    expect(database.statements).to.deep.equal([['a']]);
    await database.release();
    expect(await outcome).to.equal('a written');
  });

  it('puts inputs that arrive meanwhile into the next statement, in order', async () => {
    const database = heldDatabase();
    const commits = new Batcher({ run: database.write, maxGroupSize: 3, maxConcurrent: 1 });

    const outcomes = Promise.all(['a', 'b', 'c', 'd', 'e'].map((input) => commits.submit(input)));
    await database.release();

    expect(await outcomes).to.deep.equal(['a written', 'b written', 'c written', 'd written', 'e written']);
    expect(database.statements).to.deep.equal([['a'], ['b', 'c', 'd'], ['e']]);
  });

  it('gives each input its own statement when groups have one, all of them concurrently', async () => {
    const database = heldDatabase();
    const commits = new Batcher({ run: database.write, maxGroupSize: 1, maxConcurrent: Infinity });

    const outcomes = Promise.all(['a', 'b', 'c'].map((input) => commits.submit(input)));

    expect(database.statements).to.deep.equal([['a'], ['b'], ['c']]);
    await database.release();
    await outcomes;
  });

  it('rejects only the faulty input, and writes the others', async () => {
    const database = heldDatabase((input) => (input === 'bad' ? violation : undefined));
    const commits = new Batcher({ run: database.write, maxGroupSize: 32, maxConcurrent: 1 });
    const inputs = ['first', ...Array.from({ length: 31 }, (_, index) => `good ${index}`), 'bad'];

    const outcomes = Promise.allSettled(inputs.map((input) => commits.submit(input)));
    await database.release();

    const settled = await outcomes;
    expect(settled.filter(({ status }) => status === 'fulfilled')).to.have.length(32);
    expect(settled.at(-1)).to.deep.equal({ status: 'rejected', reason: violation });
  });

  it('does not repeat a statement with an unknown outcome', async () => {
    const database = heldDatabase(() => lost);
    const commits = new Batcher({ run: database.write, maxGroupSize: 10, maxConcurrent: 1 });

    const outcomes = Promise.allSettled(['a', 'b', 'c'].map((input) => commits.submit(input)));
    await database.release();

    expect((await outcomes).map((outcome) => outcome.status)).to.deep.equal(['rejected', 'rejected', 'rejected']);
    expect(database.statements).to.deep.equal([['a'], ['b', 'c']]);
  });

  it('never runs two inputs with one key concurrently, and keeps their order', async () => {
    const database = heldDatabase();
    const conflictKey = (input: string) => input.charAt(0);
    const commits = new Batcher({ run: database.write, conflictKey, maxGroupSize: 10, maxConcurrent: 2 });

    const outcomes = Promise.all(['x1', 'x2', 'y1', 'x3', 'y2', 'z1'].map((input) => commits.submit(input)));
    await database.release();
    await outcomes;

    expect(database.statements).to.deep.equal([['x1'], ['y1'], ['x2', 'z1'], ['y2'], ['x3']]);
  });

  it('starts another statement when the running one is slow', async () => {
    const database = heldDatabase();
    const commits = new Batcher({ run: database.write, maxGroupSize: 10, maxConcurrent: 2, maxWaitMs: 5 });

    const outcomes = Promise.all(['a', 'b', 'c'].map((input) => commits.submit(input)));
    expect(database.statements).to.deep.equal([['a']]);
    await eventually('another statement is under way', () => database.statements.length === 2);

    expect(database.statements).to.deep.equal([['a'], ['b', 'c']]);
    await database.release();
    await outcomes;
  });

  it('starts another statement when a full one is waiting', async () => {
    const database = heldDatabase();
    const commits = new Batcher({ run: database.write, maxGroupSize: 2, maxConcurrent: 2, maxWaitMs: 60_000 });

    const outcomes = Promise.all(['a', 'b', 'c'].map((input) => commits.submit(input)));

    expect(database.statements).to.deep.equal([['a'], ['b', 'c']]);
    await database.release();
    await outcomes;
  });
});
