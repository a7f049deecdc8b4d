import type { ClientOptions } from './options.js';
import type { OrderServiceClient } from './resources.js';

/**
 * A client of the order service at `baseUrl`.
 *
 * @throws {ConfigurationError} when an option cannot be worked with.
 */
export declare function createClient(options: ClientOptions): OrderServiceClient;
