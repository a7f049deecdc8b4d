import { expect } from 'chai';
import fc from 'fast-check';
import { FrameTooLongError, StreamParser, type StreamFrame } from '../../src/events/sse.js';

function parseAll(pieces: readonly string[]): StreamFrame[] {
  const parser = new StreamParser(10_000);
  return pieces.flatMap((piece) => parser.push(piece));
}

describe('StreamParser', () => {
  const rows: readonly [name: string, text: string, frames: StreamFrame[]][] = [
    ['a frame', 'id: a\nevent: e\ndata: d\n\n', [{ id: 'a', event: 'e', data: 'd' }]],
    ['a frame with CRLF', 'id: a\r\nevent: e\r\ndata: d\r\n\r\n', [{ id: 'a', event: 'e', data: 'd' }]],
    ['a frame with CR, followed', 'data: d\r\rdata', [{ id: '', event: 'message', data: 'd' }]],
    ['lines of data', 'data: 1\ndata: 2\n\n', [{ id: '', event: 'message', data: '1\n2' }]],
    ['no space after the colon', 'data:d\n\n', [{ id: '', event: 'message', data: 'd' }]],
    ['one space of two', 'data:  d\n\n', [{ id: '', event: 'message', data: ' d' }]],
    ['a colon in the data', 'data: {"a":1}\n\n', [{ id: '', event: 'message', data: '{"a":1}' }]],
    ['a field without a colon', 'data\n\n', [{ id: '', event: 'message', data: '' }]],
    ['a comment', ': still here\n\n', []],
    ['a comment within a frame', 'data: 1\n: hm\ndata: 2\n\n', [{ id: '', event: 'message', data: '1\n2' }]],
    ['an unknown field', 'colour: red\ndata: d\n\n', [{ id: '', event: 'message', data: 'd' }]],
    ['an id alone, once', 'id: a\n\n\nid: a\n\n', [{ id: 'a', event: 'message' }]],
    ['no data and no id', 'event: e\n\n', []],
    ['a frame cut off', 'id: a\ndata: d\n', []],
    ['an id with NUL', 'id: a\0\ndata: d\n\n', [{ id: '', event: 'message', data: 'd' }]],
    [
      'an id that stays in force, and an event that does not',
      'id: a\nevent: e\ndata: 1\n\ndata: 2\n\n',
      [
        { id: 'a', event: 'e', data: '1' },
        { id: 'a', event: 'message', data: '2' },
      ],
    ],
  ];

  for (const [name, text, frames] of rows) {
    it(`reads ${name}, in one piece or in single characters`, () => {
      expect(parseAll([text])).to.deep.equal(frames);
      expect(parseAll(text.split(/(?=.)/s))).to.deep.equal(frames);
    });
  }

  it('reads the same from any pieces', () => {
    const text = ': hi\n\nid: 1\nevent: e\ndata: a\r\ndata: b\n\nretry: 5\n\nid: 2\ndata: c\r\n\r\n';
    const whole = parseAll([text]);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length })), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        expect(parseAll(at.slice(1).map((end, index) => text.slice(at[index], end)))).to.deep.equal(whole);
      }),
    );
  });

  it('remembers how long to wait before a reconnection', () => {
    const parser = new StreamParser(100);
    parser.push('retry: 2500\n\n');
    parser.push('retry: soon\n\n');
    expect(parser.retryMs).to.equal(2_500);
  });

  it('does not keep a line, or lines, without end', () => {
    const line = new StreamParser(1_000);
    expect(() => line.push('x'.repeat(1_001))).to.throw(FrameTooLongError);
    const lines = new StreamParser(1_000);
    expect(() => lines.push('data: 12345678\n'.repeat(126))).to.throw(FrameTooLongError);
  });
});
