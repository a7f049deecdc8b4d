import { expect } from 'chai';
import { createLogOutput, type LogOutputOptions, type LogSink } from '../../src/log-output.js';
import { createLogger } from '../../src/logger.js';
import { eventually } from '../../../../test/services/eventually.js';

const HOUR_MS = 3_600_000;

/** A sink whose writes end when the test says so. */
class ControlledSink implements LogSink {
  readonly written: string[] = [];
  stuck = false;
  error: Error | null = null;
  #done: ((error: Error | null) => void) | undefined;

  write(text: string, done: (error: Error | null) => void): void {
    if (this.#done) throw new Error('a write was started before the last one had ended');
    this.#done = done;
    if (!this.error) this.written.push(text);
    if (!this.stuck) setImmediate(() => this.end());
  }

  end(): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(this.error);
  }

  writeAtExit(text: string): void {
    this.written.push(text);
  }

  get text(): string {
    return this.written.join('');
  }
}

describe('Log output', () => {
  let sink: ControlledSink;

  beforeEach(() => {
    sink = new ControlledSink();
  });

  const create = (options: LogOutputOptions = {}) =>
    createLogOutput(sink, (lines) => `lost ${lines}\n`, { flushIntervalMs: HOUR_MS, ...options });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const written = (text: string) => eventually(`"${text.trim()}" is written`, () => sink.text.includes(text));

  it('gathers lines, and writes them after the interval', async () => {
    const output = create({ flushIntervalMs: 1 });
    output.write('a\n');
    output.write('b\n');
    expect(sink.written).to.deep.equal([]);
    await written('b\n');
    expect(sink.written).to.deep.equal(['a\nb\n']);
  });

  it('writes a warning in the next turn of the event loop, after the lines before it', async () => {
    const logger = createLogger('info', create());
    logger.info('an ordinary line');
    await turn();
    expect(sink.written, 'nothing asks for a flush').to.deep.equal([]);
    for (const level of ['warn', 'error', 'fatal'] as const) {
      logger[level](`a line of level ${level}`);
      expect(sink.text, 'the caller does not wait for the write').not.to.include(`level ${level}`);
      await turn();
      await turn();
      expect(sink.text).to.match(new RegExp(`an ordinary line.*\\n(.*\\n)*.*a line of level ${level}"}\\n$`));
    }
  });

  it('writes whole lines, at most 4 KiB at a time, in their order', async () => {
    const output = create();
    const lines = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(200)}\n`);
    for (const line of lines) output.write(line);
    await new Promise<void>((resolve) => output.flush(resolve));
    expect(sink.text).to.equal(lines.join(''));
    for (const text of sink.written) expect(text.length).to.be.at.most(4_096).and.be.above(3_000);
  });

  it('drops and counts lines while the reader is stuck, and reports that when it goes on', async () => {
    const output = create({ maxBufferedBytes: 10_000 });
    sink.stuck = true;
    for (let line = 0; line < 1_000; line += 1) output.write(`${'x'.repeat(99)}\n`);
    expect(sink.written).to.have.lengthOf(1);
    sink.stuck = false;
    sink.end();
    output.flush();
    await written('lost 900\n');
    expect(sink.text.split('\n').filter((line) => line.startsWith('x'))).to.have.lengthOf(100);
  });

  it('waits a bounded time for a stuck reader', async () => {
    const output = create();
    sink.stuck = true;
    output.write('a\n');
    await new Promise<void>((resolve) => output.flush(resolve));
    expect(sink.written).to.deep.equal(['a\n']);
  });

  it('goes on after a failure, and reports the lost lines', async () => {
    const output = create({ retryMs: 1 });
    sink.error = new Error('ENOSPC');
    output.write('a\n');
    await new Promise<void>((resolve) => output.flush(resolve));
    sink.error = null;
    output.write('b\n');
    await written('b\nlost 1\n');
  });

  it('does not keep trying after a failure: requests go on without a log', async () => {
    const output = create({ retryMs: HOUR_MS });
    sink.error = new Error('EPIPE');
    output.write('a\n');
    await new Promise<void>((resolve) => output.flush(resolve));
    sink.error = null;
    output.write('b\n');
    await new Promise<void>((resolve) => output.flush(resolve));
    expect(sink.written).to.deep.equal([]);
  });

  it('writes what is left when the process exits', () => {
    const output = create();
    output.write('a\n');
    output.write('b\n');
    output.writeAtExit();
    expect(sink.written).to.deep.equal(['a\nb\n']);
  });
});
