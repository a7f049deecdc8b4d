export { startOrderService } from './embedded/start-order-service.js';
export type { OrderService, StartOrderServiceOptions } from './embedded/start-order-service.js';
export type { TokenClaims } from './embedded/sign-token.js';
export { sampleProducts, type SampleProduct } from './embedded/sample-products.js';
