import { expect } from 'chai';
import { UsageError } from '../../src/errors.js';
import { decodeText } from '../../src/terminal/decode-text.js';

const TEXT = 'items,metadata.note\r\n1:2,Café 🎧\r\n';

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('decodeText', () => {
  const readable: Readonly<Record<string, Buffer>> = {
    'UTF-8': Buffer.from(TEXT),
    'UTF-8 with a byte order mark': Buffer.from(`\ufeff${TEXT}`),
    'UTF-16, little end first': Buffer.from(`\ufeff${TEXT}`, 'utf16le'),
    'UTF-16, big end first': utf16be(`\ufeff${TEXT}`),
  };
  for (const [encoding, bytes] of Object.entries(readable)) {
    it(`reads ${encoding}`, () => {
      expect(decodeText(bytes, 'It')).to.equal(TEXT);
    });
  }

  it('reads nothing as nothing', () => {
    expect(decodeText(new Uint8Array(), 'It')).to.equal('');
  });

  const refused: readonly (readonly [string, Buffer, string])[] = [
    [
      'Windows-1252',
      Buffer.from('items\r\n1:2,Caf\xe9 M\xfcller', 'latin1'),
      'UTF-8 text: byte 14, in line 2, is 0xE9',
    ],
    ['a character cut at the end', Buffer.from('Café').subarray(0, 4), 'UTF-8 text: byte 3, in line 1, is 0xC3'],
    ['an overlong form', Buffer.from([0x61, 0xc0, 0x80]), 'byte 1, in line 1, is 0xC0'],
    ['a surrogate in UTF-8', Buffer.from([0xed, 0xa0, 0x80]), 'byte 0, in line 1, is 0xED'],
    ['UTF-16 without a mark', Buffer.from('items\r\n', 'utf16le'), 'byte 1, in line 1, is 0x00'],
    ['half a pair in UTF-16', Buffer.from('\ufeffa\ud83d', 'utf16le'), 'UTF-16 text: byte 4 is 0x3D'],
    ['an odd number of bytes', Buffer.from('\ufeffab', 'utf16le').subarray(0, 5), 'UTF-16 text: byte 4 is 0x62'],
    ['a NUL in UTF-16', Buffer.from('\ufeffa\0', 'utf16le'), 'UTF-16 text: byte 4 is 0x00'],
    ['a NUL behind other characters', Buffer.from('\ufeffé\0'), 'byte 5, in line 1, is 0x00'],
  ];
  for (const [what, bytes, message] of refused) {
    it(`refuses ${what}, and says where`, () => {
      expect(() => decodeText(bytes, 'It')).to.throw(UsageError, message);
    });
  }

  it('finds the first invalid byte of a long text', () => {
    const bytes = Buffer.concat([
      Buffer.from('é\n'.repeat(50_000)),
      Buffer.from([0xff]),
      Buffer.from('é\xff', 'latin1'),
    ]);
    expect(() => decodeText(bytes, 'It')).to.throw(UsageError, 'byte 150000, in line 50001, is 0xFF');
  });
});
