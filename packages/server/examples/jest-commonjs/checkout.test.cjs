/** A suite of Jest in CommonJS, which uses the service that `globalSetup` has started. */
const { expect, it } = require('@jest/globals');
const { createClient, isProblem } = require('@order-service/sdk');

const customer = createClient({ baseUrl: process.env.ORDERS_URL, token: process.env.ORDERS_TOKEN, maxRetries: 0 });

it('places an order', async () => {
  const order = await customer.orders.create({ items: [{ product_id: 1, quantity: 2 }] });
  expect(order).toMatchObject({ status: 'pending', total_amount: '25.00', user_id: 7 });
});

it('reports the available quantity', async () => {
  const error = await customer.orders.create({ items: [{ product_id: 1, quantity: 4 }] }).catch((reason) => reason);
  expect(isProblem(error, 'insufficient_stock') && error.available).toBe(3);
});
