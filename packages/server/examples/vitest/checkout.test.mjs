/** A suite of Vitest with the real service, in the process that Vitest runs the file in. Node.js imports the packages. */
import { createClient, isProblem } from '@order-service/sdk';
import { product, startOrderService } from '@order-service/server/testing';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

let service;
let customer;

beforeAll(async () => {
  service = await startOrderService({ products: [product({ id: 1, price: '12.50', stock_quantity: 3 })] });
  customer = createClient({ baseUrl: service.url, token: service.token({ userId: 7 }), maxRetries: 0 });
}, 60_000);
afterAll(() => service.stop());
afterEach(() => service.faults.clear());

it('places an order', async () => {
  const order = await customer.orders.create({ items: [{ product_id: 1, quantity: 2 }] });
  expect(order).toMatchObject({ status: 'pending', total_amount: '25.00', user_id: 7 });
  expect(await customer.orders.get(order.id)).toEqual(order);
});

it('reports the available quantity', async () => {
  const error = await customer.orders.create({ items: [{ product_id: 1, quantity: 4 }] }).catch((reason) => reason);
  expect(isProblem(error, 'insufficient_stock')).toBe(true);
  expect(error.available).toBe(3);
});

it('reports that the product service is away', async () => {
  service.faults.productDown();
  const ordering = customer.orders.create({ items: [{ product_id: 1, quantity: 1 }] });
  await expect(ordering).rejects.toMatchObject({ code: 'product_service_unavailable' });
});
