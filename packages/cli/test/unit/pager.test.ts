import { expect } from 'chai';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Pager, PagerClosedError, type PagerOptions } from '../../src/terminal/pager.js';

const ROWS = 5;
const LONG = 'one\ntwo\nthree\nfour\nfive\n';

describe('Pager', () => {
  let folder: string;
  let opened: number;
  let written: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orders-pager-'));
    [opened, written] = [0, ''];
  });

  afterEach(() => rm(folder, { recursive: true }));

  const start = (command: string | undefined, isTTY = true): Pager => {
    const stdout = new Writable({
      write: (chunk: Buffer, _, done) => {
        written += chunk.toString();
        done();
      },
    });
    const terminal = Object.assign(stdout, { isTTY, columns: 10, rows: ROWS }) as unknown as NodeJS.WriteStream;
    const options: PagerOptions = { command, environment: process.env, onOpen: () => (opened += 1) };
    const pager = new Pager(terminal, options);
    pager.begin();
    return pager;
  };
  const toFile = (): string => `cat > '${join(folder, 'paged')}'`;
  const paged = (): Promise<string> => readFile(join(folder, 'paged'), 'utf8');

  it('gets everything that is longer than the terminal', async () => {
    const pager = start(toFile());
    for (const line of ['one\n', 'two\n', 'three\n', 'four\n', 'five\n']) await pager.write(line);
    await pager.end();
    expect([await paged(), written, opened]).to.deep.equal([LONG, '', 1]);
  });

  it('is not started for text that fits, which is written at the end', async () => {
    const pager = start(toFile());
    await pager.write('one\ntwo\n\u001b[31mthree\u001b[39m\n');
    expect(written).to.equal('');
    await pager.end();
    expect([written, opened]).to.deep.equal(['one\ntwo\n\u001b[31mthree\u001b[39m\n', 0]);
  });

  it('counts the rows of lines that the terminal wraps', async () => {
    const pager = start(toFile());
    await pager.write(`${'x'.repeat(41)}\n`);
    await pager.end();
    expect(opened).to.equal(1);
  });

  for (const [name, command, isTTY] of [
    ['off a terminal', 'false', false],
    ['when it is switched off', '', true],
    ['when it is cat', 'cat', true],
    ['when it is not installed', 'no-such-pager --flag', true],
  ] as const) {
    it(`lets text through ${name}`, async () => {
      const pager = start(command, isTTY);
      await pager.write(LONG);
      await pager.write('six\n');
      await pager.end();
      expect([written, opened]).to.deep.equal([`${LONG}six\n`, 0]);
    });
  }

  it('ends the writing when the user closes it', async () => {
    const pager = start("head -n 1 > '/dev/null'");
    let failure: unknown;
    for (let line = 0; line < 10_000 && failure === undefined; line += 1) {
      await pager.write(`${'x'.repeat(1_000)}\n`).catch((error: unknown) => (failure = error));
    }
    expect(failure).to.be.instanceOf(PagerClosedError);
    await pager.closed;
    await pager.end();
  });

  it('delays messages until it has ended', async () => {
    const pager = start(toFile());
    const seen: string[] = [];
    pager.whenFree(() => seen.push('before'));
    await pager.write(LONG);
    pager.whenFree(() => seen.push('behind'));
    expect(seen).to.deep.equal(['before']);
    await pager.end();
    expect(seen).to.deep.equal(['before', 'behind']);
  });

  it('shows colours with a less that the user named without options', async () => {
    const pager = start(`printf %s "$LESS" > '${join(folder, 'paged')}'; cat > /dev/null`);
    await pager.write(LONG);
    await pager.end();
    expect(await paged()).to.equal(process.env.LESS ?? 'FRX');
  });
});
