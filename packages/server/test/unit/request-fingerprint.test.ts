import { expect } from 'chai';
import fc from 'fast-check';
import { requestFingerprint } from '../../src/usecases/request-fingerprint.js';

const line = fc.record({ productId: fc.integer({ min: 1 }), quantity: fc.integer({ min: 1, max: 10_000 }) });
const notes = fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string(), { maxKeys: 5 });

describe('requestFingerprint', () => {
  const kettle = { productId: 1, quantity: 2 };
  const pencil = { productId: 7, quantity: 1 };
  const fingerprint = requestFingerprint([kettle, pencil], { a: '1', b: '2' });

  it('is the same for equal orders, however they are formatted', () => {
    expect(
      requestFingerprint([{ quantity: 2, productId: 1 }, pencil], { b: '2', a: '1' }).equals(fingerprint),
    ).to.equal(true);
    expect(fingerprint).to.have.lengthOf(32);
  });

  it('is the one that an earlier version has stored', () => {
    expect(fingerprint.toString('hex')).to.equal('028998deb2828757d9fa6e20d2b1d68cb395b5f0bdfabb544718f4190114e31d');
  });

  it('differs for different orders', () => {
    const others = [
      requestFingerprint([pencil, kettle], { a: '1', b: '2' }),
      requestFingerprint([kettle], { a: '1', b: '2' }),
      requestFingerprint([{ ...kettle, quantity: 3 }, pencil], { a: '1', b: '2' }),
      requestFingerprint([{ ...kettle, productId: 2 }, pencil], { a: '1', b: '2' }),
      requestFingerprint([kettle, pencil, pencil], { a: '1', b: '2' }),
      requestFingerprint([{ productId: 12, quantity: 0 }, pencil], { a: '1', b: '2' }),
      requestFingerprint([kettle, pencil], {}),
      requestFingerprint([kettle, pencil], { a: '1', b: '2', c: '' }),
      requestFingerprint([kettle, pencil], { a: '2', b: '1' }),
      requestFingerprint([kettle, pencil], { a: '1,b,2' }),
      requestFingerprint([kettle, pencil], { a: '1', b: '2' }, 'S-1'),
      requestFingerprint([kettle, pencil], { a: '1', b: '2' }, ''),
    ];
    const all = [fingerprint, ...others].map((bytes) => bytes.toString('hex'));
    expect(new Set(all)).to.have.property('size', all.length);
  });

  it('does not depend on the order of metadata entries, but on that of line items', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), notes, (lines, metadata) => {
        const turned = Object.fromEntries(Object.entries(metadata).reverse());
        expect(requestFingerprint(lines, turned)).to.deep.equal(requestFingerprint(lines, metadata));
        const [first, ...rest] = lines;
        const moved = [...rest, first!];
        const same = JSON.stringify(moved) === JSON.stringify(lines);
        expect(requestFingerprint(moved, metadata).equals(requestFingerprint(lines, metadata))).to.equal(same);
      }),
    );
  });
});
