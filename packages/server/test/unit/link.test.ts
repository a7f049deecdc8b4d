import { expect } from 'chai';
import { createLink, defineTopic, NoAnswerError, type AnsweringOf, type Link } from '../../src/processes/link.js';

const DOUBLE = defineTopic<number, number>('double');
const BLOCKED = defineTopic<null, null>('blocked');
const UNKNOWN = defineTopic<null, null>('unknown');
const MAX_WAIT_MS = 20_000;

/** Two ends, which copy what they send as processes do. */
function pair(answeringOf: AnsweringOf): Link {
  const copy = (message: unknown): unknown => JSON.parse(JSON.stringify(message));
  const there: Link = createLink((message) => setImmediate(() => here.receive(copy(message))), answeringOf);
  const here: Link = createLink(
    (message) => setImmediate(() => there.receive(copy(message))),
    () => undefined,
  );
  return here;
}

async function failureOf(answer: Promise<unknown>): Promise<Error> {
  return await answer.then(
    () => expect.fail('it was answered'),
    (error: unknown) => error as Error,
  );
}

describe('a link between two processes', () => {
  const link = pair((topic) => {
    if (topic === DOUBLE.name) return (number) => Promise.resolve((number as number) * 2);
    if (topic === BLOCKED.name) return () => new Promise(() => undefined);
    return undefined;
  });

  it('carries each answer to its question', async () => {
    const answers = await Promise.all([1, 2, 3].map((number) => link.ask(DOUBLE, number, MAX_WAIT_MS)));
    expect(answers).to.deep.equal([2, 4, 6]);
  });

  it('does not wait for ever for a process that is blocked, and answers others meanwhile', async () => {
    const blocked = failureOf(link.ask(BLOCKED, null, 10));
    expect(await link.ask(DOUBLE, 4, MAX_WAIT_MS)).to.equal(8);
    expect(await blocked).to.be.instanceOf(NoAnswerError);
  });

  it('reports a question that the other process cannot answer', async () => {
    expect((await failureOf(link.ask(UNKNOWN, null, MAX_WAIT_MS))).message).to.include('unknown');
  });

  it('reports that the other process has ended', async () => {
    const closing = pair(() => () => new Promise(() => undefined));
    const pending = failureOf(closing.ask(BLOCKED, null, MAX_WAIT_MS));
    closing.close();
    expect((await pending).message).to.equal('the other process has ended');
  });

  it('leaves other messages alone', () => {
    for (const message of ['retire', null, 4, { act: 'listening' }]) link.receive(message);
  });
});
