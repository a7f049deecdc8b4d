import { expect } from 'chai';
import pg from 'pg';
import type { Order, Outbox, OutboxEvent, SkippedEvent } from '@order-service/sdk';
import { widthOf } from '../../src/render/text.js';
import { printOnTerminal, runInProcess } from '../support/run-in-process.js';
import type { RunResult } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser, testService } from '../support/service.js';
import { KEYS, Terminal } from '../support/terminal.js';

describe('orders outbox', () => {
  let sandbox: Sandbox;
  let env: Readonly<Record<string, string>>;
  let database: pg.Client;

  const run = (...args: string[]): Promise<RunResult> => runInProcess(sandbox, ['outbox', ...args], { env });
  const dead_lettered = async (): Promise<OutboxEvent[]> =>
    JSON.parse((await run('list', '--all', '-o', 'json')).stdout) as OutboxEvent[];

  before(async () => {
    sandbox = await createSandbox();
    env = (await newUser({ role: 'operator' })).env;
    database = new pg.Client({ connectionString: (await testService()).databaseUrl });
    await database.connect();
  });

  after(async () => {
    await database.end();
    await sandbox.remove();
  });

  /** Without a broker everything stays where it is put, also for the tests of other files. */
  afterEach(() => database.query('UPDATE outbox SET dead_lettered_at = NULL, attempts = 0, last_error = NULL'));

  /** An order whose first event the broker has refused too often, as the relay would have left it. Returns the event's id. */
  async function placeDeadLettered(): Promise<{ orderId: number; eventId: string }> {
    const placing = await runInProcess(sandbox, ['create', '--item', '7', '-o', 'json'], { env });
    const { id: orderId } = JSON.parse(placing.stdout) as Order;
    await database.query(
      "UPDATE outbox SET dead_lettered_at = clock_timestamp(), attempts = 5, last_error = '406 \u001b[31mno' WHERE order_id = $1",
      [orderId],
    );
    const event = (await dead_lettered()).find((each) => each.order_id === orderId);
    return { orderId, eventId: event!.event_id };
  }

  it('shows the figures, and where the dead-lettered events are', async () => {
    const before = JSON.parse((await run('status', '-o', 'json')).stdout) as Outbox;
    await placeDeadLettered();
    const after = JSON.parse((await run('status', '-o', 'json')).stdout) as Outbox;
    expect([after.broker, after.depth, after.dead_lettered]).to.deep.equal([
      'disabled',
      before.depth + 1,
      before.dead_lettered + 1,
    ]);
    const { stdout, stderr } = await run('status', '-o', 'table');
    expect(stdout)
      .to.match(/^Dead-lettered\s+1 event$/m)
      .and.match(/^Broker\s+disabled$/m);
    expect(stderr).to.include('orders outbox list');
  });

  it('lists what is dead-lettered, or what waits, in every format', async () => {
    const { orderId, eventId } = await placeDeadLettered();
    const [event] = await dead_lettered();
    expect(event).to.include({ order_id: orderId, event_id: eventId, state: 'dead_lettered', attempts: 5 });
    expect((await run('list', '--dead-lettered', '-o', 'ids')).stdout).to.equal(`${eventId}\n`);
    expect((await run('list', '-o', 'csv')).stdout.split('\n')[0]).to.match(
      /^event_id,order_id,order_version,dead_lettered_at/,
    );
    expect((await run('list')).stdout.split('\t').slice(0, 2)).to.deep.equal([eventId, String(orderId)]);
    expect((await run('list', '--waiting', '--all', '-o', 'ids')).stdout).not.to.include(eventId);
  });

  it('lists at most --limit events, and all of them across pages', async () => {
    const placed = [await placeDeadLettered(), await placeDeadLettered(), await placeDeadLettered()].map(
      ({ eventId }) => eventId,
    );
    expect((await run('list', '--limit', '2', '-o', 'ids')).stdout).to.equal(`${placed.slice(0, 2).join('\n')}\n`);
    expect((await run('list', '--all', '-o', 'ids')).stdout).to.equal(`${placed.join('\n')}\n`);
  });

  it('retries events, each once, and reports those that could not be retried', async () => {
    const [first, second] = [await placeDeadLettered(), await placeDeadLettered()];
    const { stdout, stderr, exitCode } = await run('retry', first.eventId, second.eventId, '-o', 'ids');
    expect([stdout, exitCode]).to.deep.equal([`${first.eventId}\n${second.eventId}\n`, 0]);
    expect(stderr).to.equal('2 events will be published now.\n');
    expect(await dead_lettered()).to.deep.equal([]);

    const absent = '0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11';
    const partly = await run('retry', absent, first.eventId);
    expect(partly.stderr).to.include(`event ${absent}: `).and.include('1 event could not be retried.');
    expect(partly.exitCode).to.equal(1);
    const alone = await run('retry', absent);
    expect(alone.stderr).to.include('is not in the outbox').and.include('orders outbox list');
    expect(alone.exitCode).to.equal(4);
  });

  it('skips a dead-lettered event with a reason, and no waiting one', async () => {
    const { eventId, orderId } = await placeDeadLettered();
    const { stdout } = await run('skip', eventId, '--reason', 'Nobody wants it', '-o', 'json');
    const skipped = JSON.parse(stdout) as SkippedEvent;
    expect(skipped).to.include({ event_id: eventId, order_id: orderId, reason: 'Nobody wants it' });
    expect(await dead_lettered()).to.deep.equal([]);

    const waiting = await placeDeadLettered();
    await run('retry', waiting.eventId);
    const refused = await run('skip', waiting.eventId, '--reason', 'x');
    expect(refused.exitCode).to.equal(5);
    expect(refused.stderr)
      .to.include('Only a dead-lettered event can be skipped')
      .and.include(`orders outbox retry ${waiting.eventId}`);
  });

  it('prompts for the reason on a terminal, and requires --reason without one', async () => {
    const { eventId } = await placeDeadLettered();
    const silent = await run('skip', eventId);
    expect(silent.exitCode).to.equal(2);
    expect(silent.stderr).to.include(`orders outbox skip ${eventId} --reason`);

    const terminal = Terminal.open(sandbox, ['outbox', 'skip', eventId], { env });
    await terminal.sees('Why is this event never to be published?');
    terminal.type(KEYS.enter);
    await terminal.sees('1 to 500 characters');
    terminal.type(`The queue is gone${KEYS.enter}`);
    await terminal.sees(': The queue is gone');
    expect(await terminal.ended()).to.equal(0);

    const interrupted = Terminal.open(sandbox, ['outbox', 'skip', (await placeDeadLettered()).eventId], { env });
    await interrupted.sees('Why is this event');
    interrupted.type(KEYS.interrupt);
    expect(await interrupted.ended()).to.equal(130);
    expect(await dead_lettered()).to.have.length(1);
  });

  it('is for operators only, and reports that', async () => {
    const user = await newUser();
    const eventId = '0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11';
    const commands = [['status'], ['list'], ['retry', eventId, eventId], ['skip', eventId, '--reason', 'x']];
    for (const args of commands) {
      const { stderr, exitCode } = await runInProcess(sandbox, ['outbox', ...args], { env: user.env });
      expect(stderr, args[0]).to.include('Use a token whose role is operator');
      expect(exitCode, args[0]).to.equal(3);
    }
  });

  it('rejects contradictory arguments', async () => {
    for (const [args, message] of [
      [['list', '--dead-lettered', '--waiting'], 'not both'],
      [['list', '--all', '--limit', '3'], 'not both'],
      [['retry', '42'], 'An event id is a UUID'],
      [['retry'], 'event-id'],
      [['skip', '0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11', '--reason', ''], '1 to 500 characters'],
      [[], 'Name one of these commands.'],
    ] as const) {
      const { stderr, exitCode } = await run(...args);
      expect(stderr).to.include(message);
      expect(exitCode, message).to.equal(2);
    }
  });

  it('completes its words, and the ids of dead-lettered events that are not there yet', async () => {
    const [first, second] = [await placeDeadLettered(), await placeDeadLettered()];
    const complete = async (...words: string[]): Promise<string> =>
      (await runInProcess(sandbox, ['__complete', 'outbox', ...words], { env })).stdout;
    expect(await complete('')).to.match(/^status\t.*\nlist\t.*\nretry\t.*\nskip\t/);
    expect(await complete('retry', first.eventId, ''))
      .to.include(second.eventId)
      .and.not.include(first.eventId);
    expect(await complete('status', '')).to.equal('');
  });

  for (const columns of [40, 80, 200]) {
    it(`stays within ${columns} columns, and escapes the broker's messages`, async () => {
      const { eventId } = await placeDeadLettered();
      for (const args of [
        ['status'],
        ['list'],
        ['skip', eventId, '--reason', 'The broker takes no such message, ever'],
      ]) {
        const { text, raw, exitCode } = await printOnTerminal(sandbox, ['outbox', ...args], { columns, env });
        expect(exitCode).to.equal(0);
        for (const line of text.split('\n')) expect(widthOf(line), line).to.be.at.most(columns);
        expect(text).to.include(args[0] === 'status' ? 'Dead-lettered' : eventId);
        expect(raw).not.to.include('\u001b[31mno');
      }
    });
  }
});
