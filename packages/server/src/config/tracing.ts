import type { Variables } from './environment-variables.js';
import { readOtlp, type OtlpConfig } from './otlp.js';

export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
export type SamplerName = (typeof SAMPLERS)[number];

/** Where and how traces are exported. */
export interface TracingConfig extends OtlpConfig {
  readonly sampler: SamplerName;
  /** Of the traces that begin here, for the samplers by ratio. */
  readonly sampledRatio: number;
  /** How long spans wait for others, to be exported with them. */
  readonly exportDelayMs: number;
  /** Ended spans that wait to be exported. Further ones are dropped. */
  readonly maxQueuedSpans: number;
}

/** Undefined where traces are not exported. */
export function readTracing(variables: Variables): TracingConfig | undefined {
  const otlp = readOtlp(variables, 'TRACES');
  return (
    otlp && {
      ...otlp,
      sampler: variables.choice('OTEL_TRACES_SAMPLER', SAMPLERS, 'parentbased_always_on'),
      sampledRatio: variables.number('OTEL_TRACES_SAMPLER_ARG', { fallback: 1, min: 0, max: 1 }),
      exportDelayMs: variables.integer('OTEL_BSP_SCHEDULE_DELAY', { fallback: 5_000, min: 1, max: 600_000 }),
      maxQueuedSpans: variables.integer('OTEL_BSP_MAX_QUEUE_SIZE', { fallback: 2_048, min: 1, max: 1_000_000 }),
    }
  );
}
