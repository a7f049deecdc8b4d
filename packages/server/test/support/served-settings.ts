import { SECRET } from './signed-token.js';

/** The settings of an `order-service serve` whose tests need neither products nor a broker. */
export function servedSettings({ databaseUrl, port }: { databaseUrl: string; port: number }): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    SECRET_KEY: SECRET,
    PRODUCT_SERVICE_URL: 'http://127.0.0.1:1',
    RABBITMQ_URL: 'none',
    HOST: '127.0.0.1',
    PORT: String(port),
  };
}
