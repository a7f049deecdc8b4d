import type { Recipe } from './recipe.js';

/** `relay_confirms_per_second`: the rate of confirms over the last ten seconds. */
export const addAMetric: Recipe = {
  title: 'Add a metric',
  begin: [
    {
      file: 'packages/server/src/http/metrics/outbox-metrics.ts',
      before: "    gauge('relay_in_flight',",
      insert: `    gauge(
      'relay_confirms_per_second',
      'Rate of confirms over the last ten seconds',
      'sum',
      relay.confirmsPerSecond,
    ),
`,
    },
  ],
  follow: [
    {
      file: 'docs/operations.md',
      before: '| `nodejs_*`, `process_*`',
      insert: '| `relay_confirms_per_second` | rate of confirms over the last ten seconds |\n',
    },
  ],
  asksFor: {
    'docs/operations.md': /relay_confirms_per_second/,
  },
};
