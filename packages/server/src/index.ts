export { startOrderService } from './embedded/start-order-service.js';
export type { OrderService, StartOrderServiceOptions, TokenFor } from './embedded/start-order-service.js';
export { sampleProducts, type SampleProduct } from './embedded/sample-products.js';
