import { expect } from 'chai';
import { orderColumns } from '../../src/features/orders/order-columns.js';
import { widthOf } from '../../src/render/text.js';
import { createTable } from '../../src/render/table.js';
import { PLAIN_VIEW } from '../support/plain-view.js';
import { sampleOrder } from '../../../../test/services/sample-order.js';

const COLUMNS = orderColumns(['id', 'status', 'total_amount', 'created_at', 'items']);

function render(widthColumns: number, ...orders: Parameters<typeof sampleOrder>[0][]): string[] {
  const table = createTable(COLUMNS, PLAIN_VIEW, widthColumns);
  return table(orders.map(sampleOrder)).ansi.split('\n').slice(0, -1);
}

describe('createTable', () => {
  it('lines up its columns, numbers to the right', () => {
    expect(render(80, {}, { id: 7, status: 'delivered', total_amount: '1234.50' })).to.deep.equal([
      'ID  STATUS       TOTAL  PLACED       ITEMS',
      '42  pending      59.98  2 hours ago  2 × Wireless Bluetooth Headphones',
      ' 7  delivered  1234.50  2 hours ago  2 × Wireless Bluetooth Headphones',
    ]);
  });

  for (const widthColumns of [40, 60, 80, 200]) {
    it(`never prints a line wider than ${widthColumns} columns`, () => {
      const names = [
        'Wireless Bluetooth Headphones '.repeat(5),
        '無線キーボード'.repeat(12),
        'مفاتيح لاسلكية '.repeat(9),
        '👩‍👩‍👧'.repeat(60),
      ];
      const lines = render(widthColumns, ...names.map((productName) => ({ productName })));
      for (const line of lines) expect(widthOf(line), line).to.be.at.most(widthColumns);
    });
  }

  it('leaves out less important columns on a narrow terminal', () => {
    expect(render(40, {})[0]).to.equal('ID  STATUS   TOTAL  ITEMS');
  });

  it('aligns later parts with the first, without headings', () => {
    const table = createTable(COLUMNS, PLAIN_VIEW, 80);
    table([sampleOrder({ status: 'delivered' })]);
    expect(table([sampleOrder({ id: 8 })]).ansi).to.equal(
      ' 8  pending    59.98  2 hours ago  2 × Wireless Bluetooth Headphones\n',
    );
  });

  it('escapes control sequences in names', () => {
    expect(render(80, { productName: '\u001b[31mred' })[1]).to.include('2 × \\u001b[31mred');
  });
});
