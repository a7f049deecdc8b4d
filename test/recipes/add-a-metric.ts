import type { Recipe } from './recipe.js';

/** `relay_confirms_per_second`: the rate of confirms over the last ten seconds. */
export const addAMetric: Recipe = {
  title: 'Add a metric',
  begin: [
    {
      file: 'packages/server/src/http/metrics.ts',
      before: "  new Gauge({\n    name: 'relay_in_flight',",
      insert: `  new Gauge({
    name: 'relay_confirms_per_second',
    help: 'Rate of confirms over the last ten seconds',
    registers: [registry],
    collect() {
      this.set(source.relay().confirmsPerSecond);
    },
  });
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
