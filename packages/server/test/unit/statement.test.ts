import { expect } from 'chai';
import type { Runner } from '../../src/db/connection.js';
import { selection } from '../../src/db/selection.js';
import { arrayOf, bigint, int, nullable, text, textOf, timestamptz } from '../../src/db/sql-types.js';
import { batchOf, column, statement } from '../../src/db/statement.js';

interface Wish {
  readonly orderId: number;
  readonly ownerId: number | undefined;
}

const ORDER = selection({ orderId: [bigint, 'o.id'], status: [textOf<'pending' | 'shipped'>(), 'o.status'] });

const FIND = statement({
  name: 'find',
  writes: false,
  parameters: {
    wishes: batchOf<Wish>({
      ordinal: column(int, (_, ordinal) => ordinal),
      order_id: column(bigint, (wish) => wish.orderId),
      owner_id: column(nullable(bigint), (wish) => wish.ownerId),
    }),
    since: timestamptz,
    statuses: nullable(arrayOf(text)),
  },
  columns: { ordinal: int, ...ORDER.columns },
  text: `
    SELECT wishes.ordinal, ${ORDER.list}
    FROM @wishes JOIN orders o ON o.id = wishes.order_id
    WHERE o.created_at >= @since AND o.updated_at >= @since AND (@statuses IS NULL OR o.status = ANY (@statuses))`,
});

const RENAME = statement({
  name: 'rename',
  writes: true,
  parameters: { id: bigint, name: nullable(text) },
  text: 'UPDATE things SET name = @name WHERE id = @id',
});

describe('statement', () => {
  it('numbers parameters where they stand, and casts them to their types', () => {
    expect(RENAME.text).to.equal('UPDATE things SET name = $1::text WHERE id = $2::bigint');
    expect(RENAME.placeholders).to.deep.equal([
      { name: 'name', type: 'text' },
      { name: 'id', type: 'bigint' },
    ]);
    expect(RENAME.valuesOf({ id: 7, name: 'Kettle' })).to.deep.equal(['Kettle', 7]);
    expect(RENAME.valuesOf({ id: 7, name: undefined })).to.deep.equal([undefined, 7]);
  });

  it('makes a table of a batch, from one list of columns', () => {
    expect(FIND.text).to.contain(
      'FROM unnest($1::int[], $2::bigint[], $3::bigint[]) AS wishes (ordinal, order_id, owner_id) JOIN',
    );
    expect(FIND.placeholders.map(({ name }) => name)).to.deep.equal([
      'wishes.ordinal',
      'wishes.order_id',
      'wishes.owner_id',
      'since',
      'statuses',
    ]);
    const wishes = [
      { orderId: 5, ownerId: 1 },
      { orderId: 6, ownerId: undefined },
    ];
    expect(FIND.valuesOf({ wishes, since: '-infinity', statuses: null })).to.deep.equal([
      [0, 1],
      [5, 6],
      [1, undefined],
      '-infinity',
      null,
    ]);
  });

  it('uses one placeholder for a parameter that stands in the text twice', () => {
    expect(FIND.text).to.contain('o.created_at >= $4::timestamptz AND o.updated_at >= $4::timestamptz');
  });

  it('is prepared by default', () => {
    expect(FIND.prepared).to.equal(true);
    expect(statement({ name: 'seldom', writes: false, prepared: false, text: 'SELECT 1' }).prepared).to.equal(false);
  });

  const mistakes: [what: string, define: () => unknown, message: string][] = [
    [
      'a name in the text that is not declared',
      () => statement({ name: 's', writes: false, parameters: { id: bigint }, text: 'SELECT @id, @idd' }),
      'Statement s: @idd is not one of its parameters',
    ],
    [
      'a declared name that the text does not contain',
      () => statement({ name: 's', writes: false, parameters: { id: bigint, owner: bigint }, text: 'SELECT @id' }),
      'Statement s: its text does not contain @owner',
    ],
    [
      'a batch that stands in the text twice',
      () =>
        statement({
          name: 's',
          writes: false,
          parameters: { input: batchOf<number>({ id: column(bigint, (id) => id) }) },
          text: 'SELECT FROM @input UNION SELECT FROM @input',
        }),
      'Statement s: the batch @input stands in it more than once',
    ],
  ];
  for (const [what, define, message] of mistakes) {
    it(`rejects ${what}, where it is defined`, () => expect(define).to.throw(message));
  }

  it('does not compile with a wrong name or type', () => {
    // Each of these lines is an error of the compiler, or the check of types fails: nothing here is run.
    const mistaken = async (database: Runner): Promise<void> => {
      // @ts-expect-error: a parameter is missing
      await database.run(RENAME, { id: 7 });
      // @ts-expect-error: there is no such parameter
      await database.run(RENAME, { id: 7, name: 'Kettle', nmae: 'Kettle' });
      // @ts-expect-error: a bigint is a number
      await database.run(RENAME, { id: '7', name: 'Kettle' });
      // @ts-expect-error: only a nullable parameter may be null
      await database.run(RENAME, { id: null, name: null });
      // @ts-expect-error: a batch takes inputs of its kind
      await database.run(FIND, { wishes: [{ orderId: 5 }], since: '-infinity', statuses: null });

      const [row] = await database.run(FIND, { wishes: [], since: '-infinity', statuses: ['pending'] });
      if (!row) return;
      row.status satisfies 'pending' | 'shipped';
      // @ts-expect-error: the row has no such column
      row.orderid satisfies unknown;
      // @ts-expect-error: an id is no text
      row.orderId satisfies string;
    };
    expect(mistaken).to.be.a('function');

    batchOf<Wish>({
      // @ts-expect-error: a bigint is read from a number
      order_id: column(bigint, (wish) => String(wish.orderId)),
      // @ts-expect-error: an absent owner needs a nullable column
      owner_id: column(bigint, (wish) => wish.ownerId),
      // @ts-expect-error: the input has no such member
      status: column(text, (wish: Wish) => String(wish.status)),
    });
    // @ts-expect-error: the selection has no such member
    ORDER.listWith({ state: 'm.status' });
  });
});

describe('selection', () => {
  it('names each expression as its member, and replaces some on request', () => {
    expect(ORDER.list).to.equal('o.id AS "orderId", o.status AS "status"');
    expect(ORDER.listWith({ status: 'm.status' })).to.equal('o.id AS "orderId", m.status AS "status"');
    expect(ORDER.columns).to.deep.equal({ orderId: { sql: 'bigint' }, status: { sql: 'text' } });
  });
});
