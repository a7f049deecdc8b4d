import { expect } from 'chai';
import fc from 'fast-check';
import {
  InsufficientStockError,
  OrderTotalTooLargeError,
  ProductInactiveError,
  ProductNotFoundError,
} from '../../src/domain/errors.js';
import { parseAmount } from '../../src/domain/money.js';
import { allowedTransitions, asPlaced, permittedTargets, takeSnapshot, type Order } from '../../src/domain/order.js';
import type { OrderStatus } from '../../src/domain/order-status.js';
import type { Product } from '../../src/domain/product.js';

const product = (id: number, rest: Partial<Product> = {}): Product => ({
  id,
  name: `Product ${id}`,
  price: 1_999n,
  stockQuantity: 10,
  isActive: true,
  ...rest,
});
const shop = (...products: Product[]) => new Map(products.map((each) => [each.id, each]));

describe('takeSnapshot', () => {
  it('copies names and prices, and sums them up', () => {
    const requested = [
      { productId: 1, quantity: 2 },
      { productId: 2, quantity: 1 },
      { productId: 1, quantity: 1 },
    ];
    const { items, totalAmount } = takeSnapshot(requested, shop(product(1), product(2, { price: 1n })));
    expect(totalAmount).to.equal('59.98');
    expect(items.map((item) => [item.productId, item.productName, item.productPrice, item.subtotal])).to.deep.equal([
      [1, 'Product 1', '19.99', '39.98'],
      [2, 'Product 2', '0.01', '0.01'],
      [1, 'Product 1', '19.99', '19.99'],
    ]);
  });

  it('rejects the first line item that is not available', () => {
    const products = shop(product(1), product(2, { isActive: false }), product(3, { stockQuantity: 1 }));
    const order =
      (...ids: number[]) =>
      () =>
        takeSnapshot(
          ids.map((productId) => ({ productId, quantity: 2 })),
          products,
        );
    expect(order(1, 9, 2))
      .to.throw(ProductNotFoundError)
      .with.property('productId', 9);
    expect(order(1, 2, 9))
      .to.throw(ProductInactiveError)
      .with.property('productId', 2);
    expect(order(3, 9)).to.throw(InsufficientStockError).that.includes({ productId: 3, requested: 2, available: 1 });
  });

  it('reports a negative stock as none', () => {
    expect(() => takeSnapshot([{ productId: 1, quantity: 1 }], shop(product(1, { stockQuantity: -3 }))))
      .to.throw(InsufficientStockError)
      .that.includes({ available: 0 });
  });

  it('compares the stock with the sum of all line items of a product', () => {
    const items = (count: number) => Array.from({ length: count }, () => ({ productId: 1, quantity: 5 }));
    expect(takeSnapshot(items(2), shop(product(1))).items).to.have.lengthOf(2);
    expect(() => takeSnapshot(items(3), shop(product(1))))
      .to.throw(InsufficientStockError)
      .that.includes({ productId: 1, requested: 15, available: 10 });
  });

  it('rejects a total above the maximum amount', () => {
    const dear = shop(product(1, { price: 999_999_999_999n }));
    expect(takeSnapshot([{ productId: 1, quantity: 1 }], dear).totalAmount).to.equal('9999999999.99');
    expect(() => takeSnapshot([{ productId: 1, quantity: 2 }], dear)).to.throw(
      OrderTotalTooLargeError,
      '19999999999.98',
    );
  });

  it('has a total that is the sum of its line items, for any prices', () => {
    const drawnItems = fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 100_000n }), fc.integer({ min: 1, max: 100 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(drawnItems, (drawn) => {
        const products = shop(...drawn.map(([price], at) => product(at + 1, { price, stockQuantity: 100 })));
        const { items, totalAmount } = takeSnapshot(
          drawn.map(([, quantity], at) => ({ productId: at + 1, quantity })),
          products,
        );
        const sum = items.reduce((total, item) => total + parseAmount(item.subtotal)!, 0n);
        return parseAmount(totalAmount) === sum;
      }),
    );
  });
});

describe('allowedTransitions', () => {
  const owner = { userId: 1, email: '', operator: false };
  const operator = { ...owner, operator: true };

  it('are all targets of the table for operators, and the permitted ones for owners', () => {
    const left = new Set<OrderStatus>(['cancelled']);
    expect(allowedTransitions('pending', operator, left)).to.deep.equal(['confirmed', 'cancelled']);
    expect(allowedTransitions('pending', owner, left)).to.deep.equal(['cancelled']);
    expect(allowedTransitions('pending', owner, new Set())).to.deep.equal([]);
    expect(allowedTransitions('delivered', operator, left)).to.deep.equal([]);
  });
});

describe('permittedTargets', () => {
  const owner = { userId: 1, email: '', operator: false };

  it('are the statuses that an order can be moved to: all for operators, the permitted ones for owners', () => {
    const left = new Set<OrderStatus>(['pending', 'cancelled']); // no order can be moved to pending
    expect(permittedTargets({ ...owner, operator: true }, left)).to.deep.equal([
      'confirmed',
      'shipped',
      'delivered',
      'cancelled',
    ]);
    expect(permittedTargets(owner, left)).to.deep.equal(['cancelled']);
  });
});

describe('An order', () => {
  it('can be restored to its state when it was placed', () => {
    const order: Order = {
      id: 1,
      status: 'shipped',
      version: 3,
      createdAt: '2026-02-15T17:28:41.878640Z',
      updatedAt: '2026-02-16T00:00:00.000000Z',
      erasedAt: null,
      contentsJson: '"user_id":1',
    };
    expect(asPlaced(order)).to.deep.equal({ ...order, status: 'pending', version: 1, updatedAt: order.createdAt });
  });
});
