/** How another team tests code that uses the order service: with the real service, in the test's process. */
import { createClient, isProblem, type OrderServiceClient } from '@order-service/sdk';
import { product, startOrderService, type TestOrderService } from '@order-service/server/testing';
import { expect } from 'chai';

/** The code under test: a checkout that returns a message for its customer. */
async function checkOut(orders: OrderServiceClient, productId: number, quantity: number): Promise<string> {
  try {
    const order = await orders.orders.create({ items: [{ product_id: productId, quantity }] });
    return `Thank you. That is ${order.total_amount}.`;
  } catch (error) {
    if (isProblem(error, 'insufficient_stock')) return `We have only ${error.available}.`;
    if (isProblem(error, 'product_service_timeout', 'product_service_unavailable')) return 'Please try again later.';
    if (isProblem(error, 'token_expired')) return 'Please sign in again.';
    throw error;
  }
}

describe('a checkout, tested against a real order service', () => {
  let service: TestOrderService;
  let customer: OrderServiceClient;

  before(async function () {
    this.timeout(60_000); // the first start copies PostgreSQL's binaries
    service = await startOrderService({
      products: [product({ id: 1, price: '12.50', stock_quantity: 3 })],
      config: { productServiceTimeoutMs: 200 },
    });
  });

  after(() => service.stop());

  beforeEach(() => {
    customer = createClient({ baseUrl: service.url, token: service.token({ userId: 7 }), maxRetries: 0 });
  });

  afterEach(() => {
    service.faults.clear();
    service.clock.reset();
  });

  it('confirms an order', async () => {
    expect(await checkOut(customer, 1, 2)).to.equal('Thank you. That is 25.00.');
  });

  it('returns the available quantity if the stock is too low', async () => {
    expect(await checkOut(customer, 1, 4)).to.equal('We have only 3.');
  });

  it('uses the current products of the test', async () => {
    service.catalogue.products.set(2, product({ id: 2, price: '0.99' }));
    expect(await checkOut(customer, 2, 1)).to.equal('Thank you. That is 0.99.');
  });

  it('asks to try again later while the product service is slow or down', async () => {
    service.faults.productSlow(1_000);
    expect(await checkOut(customer, 1, 1)).to.equal('Please try again later.');

    service.faults.productDown();
    expect(await checkOut(customer, 1, 1)).to.equal('Please try again later.');

    service.faults.clear();
    expect(await checkOut(customer, 1, 1)).to.equal('Thank you. That is 12.50.');
  });

  it('asks to sign in again after the token has expired', async () => {
    service.clock.advance(31 * 60_000);
    expect(await checkOut(customer, 1, 1)).to.equal('Please sign in again.');
  });
});
