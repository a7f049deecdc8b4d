import { expect } from 'chai';
import { aggregateMetrics, onlyCumulative } from '../../src/http/metrics/aggregate-metrics.js';
import { counter, gauge, histogram } from '../../src/measuring/metric-family.js';
import { OPEN_METRICS, renderMetrics, TEXT } from '../../src/http/metrics/render-metrics.js';
import { Distribution } from '../../src/measuring/distribution.js';

function durations(seconds: number, traceId?: string) {
  const distribution = new Distribution([0.5]);
  if (traceId === undefined) distribution.observe(seconds);
  else distribution.observeTraced(seconds, traceId);
  return histogram('duration_seconds', 'Duration', [[{ route: '/a' }, distribution]]);
}

describe('renderMetrics', () => {
  it('writes the text format of Prometheus', () => {
    const families = [
      counter('requests_total', 'Requests', [[{ path: 'a"b\\c\nd' }, 2]]),
      gauge('depth', 'Depth', 'max', 1.5),
      durations(0.25, 'ab'),
    ];
    expect(renderMetrics(families, TEXT)).to.equal(
      [
        '# HELP requests_total Requests',
        '# TYPE requests_total counter',
        'requests_total{path="a\\"b\\\\c\\nd"} 2',
        '# HELP depth Depth',
        '# TYPE depth gauge',
        'depth 1.5',
        '# HELP duration_seconds Duration',
        '# TYPE duration_seconds histogram',
        'duration_seconds_bucket{route="/a",le="0.5"} 1',
        'duration_seconds_bucket{route="/a",le="+Inf"} 1',
        'duration_seconds_sum{route="/a"} 0.25',
        'duration_seconds_count{route="/a"} 1',
        '',
      ].join('\n'),
    );
  });

  it('writes OpenMetrics: counters are named without their suffix, and buckets have exemplars', () => {
    const lines = renderMetrics([counter('requests_total', 'Requests', 2), durations(0.25, 'ab')], OPEN_METRICS);
    expect(lines).to.contain('# TYPE requests counter\nrequests_total 2\n');
    expect(lines).to.match(
      /^duration_seconds_bucket\{route="\/a",le="0\.5"\} 1 # \{trace_id="ab"\} 0\.25 \d+\.\d{3}$/m,
    );
    expect(lines).to.match(/le="\+Inf"\} 1\n/);
    expect(lines.endsWith('# EOF\n')).to.equal(true);
  });

  it('leaves out what is not known', () => {
    expect(renderMetrics([gauge('depth', 'Depth', 'max', undefined)], TEXT)).not.to.match(/^depth/m);
  });
});

describe('aggregateMetrics', () => {
  it('adds what each process counts, and does not add what all of them read', async () => {
    const ofOne = (count: number) => [
      counter('c_total', 'c', count),
      gauge('depth', 'd', 'max', count),
      durations(0.1),
    ];
    const text = renderMetrics(await aggregateMetrics([ofOne(2), ofOne(3)]), TEXT);
    for (const line of ['c_total 5', 'depth 3', 'duration_seconds_bucket{route="/a",le="0.5"} 2']) {
      expect(text).to.contain(`${line}\n`);
    }
  });

  it('keeps the exemplar of one of the processes', async () => {
    const text = renderMetrics(await aggregateMetrics([[durations(0.1)], [durations(0.2, 'ab')]]), OPEN_METRICS);
    expect(text).to.match(/le="0\.5"\} 2 # \{trace_id="ab"\} 0\.2 /);
  });

  it('keeps of a process that has ended only what grows', () => {
    const families = onlyCumulative([counter('c_total', 'c', 1), gauge('depth', 'd', 'max', 1), durations(0.1)]);
    expect(families.map(({ name }) => name)).to.deep.equal(['c_total', 'duration_seconds']);
  });
});
