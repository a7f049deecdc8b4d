export { startOrderService } from './start-order-service.js';
export type { TestOrderService, TestOrderServiceOptions } from './start-order-service.js';
export type { TokenClaims } from '../embedded/sign-token.js';
export { startTemporaryPostgres as startPostgres, type EmbeddedPostgres } from '../embedded/embedded-postgres.js';
export { product, type ProductDraft } from './product.js';
export type { SampleCatalogue, SampleProduct } from '../embedded/sample-catalogue.js';
export type { Clock } from './clock.js';
export type { Faults } from './faults.js';
