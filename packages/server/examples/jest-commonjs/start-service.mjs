/** Starts one service for all test files. The processes of Jest get what is put into the environment here. */
import { product, startOrderService } from '@order-service/server/testing';

export default async function startService() {
  const service = await startOrderService({ products: [product({ id: 1, price: '12.50', stock_quantity: 3 })] });
  process.env.ORDERS_URL = service.url;
  process.env.ORDERS_TOKEN = service.token({ userId: 7 });
  globalThis.orderService = service;
}
