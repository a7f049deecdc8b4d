import { randomUUID } from 'node:crypto';
import type { OtlpConfig } from '../config/otlp.js';

/** One id for all signals of this process. */
const INSTANCE_ID = randomUUID();

/** What is exported with every signal: which program of which process it comes from. */
export function resourceAttributes(
  { serviceName, resourceAttributes: configured }: OtlpConfig,
  serviceVersion: string,
): Record<string, string | number> {
  return {
    'service.version': serviceVersion,
    'service.instance.id': INSTANCE_ID,
    'process.pid': process.pid,
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'opentelemetry',
    ...configured,
    'service.name': serviceName,
  };
}
