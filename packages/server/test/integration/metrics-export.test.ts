import { expect } from 'chai';
import { eventually } from '../../../../test/services/eventually.js';
import { realHttp } from '../../../../test/services/intercepted-http.js';
import type { MetricsExportConfig } from '../../src/config/metrics-export.js';
import { untilGarbageIsCollected } from '../support/collected-garbage.js';
import { exposedSeries } from '../support/exposed-series.js';
import { OtlpCollector, type CollectedMetric } from '../support/otlp-collector.js';
import { TestService } from '../support/test-service.js';

const ORDER = { items: [{ product_id: 1, quantity: 1 }] };
const CUMULATIVE = 2;
const REQUESTS = 'http.server.request.duration';
const PLACED = { 'http.request.method': 'POST', 'http.route': '/api/v1/orders', 'http.response.status_code': 201 };

const exportTo = (url: string, rest: Partial<MetricsExportConfig> = {}): MetricsExportConfig => ({
  url,
  protocol: 'http/json',
  headers: {},
  timeoutMs: 10_000,
  serviceName: 'orders-of-a-shop',
  resourceAttributes: { 'deployment.environment.name': 'test' },
  intervalMs: 50,
  tls: {},
  ...rest,
});

/** The name that Prometheus gives to a metric that it receives by OTLP. */
function nameInPrometheus({ name, unit, sum }: CollectedMetric): string {
  const suffix = { s: '_seconds', By: '_bytes' }[unit] ?? '';
  return `${name.replaceAll('.', '_')}${suffix}${sum?.isMonotonic ? '_total' : ''}`;
}

describe('Metrics by OTLP', function () {
  this.timeout(60_000);
  realHttp();

  let collector: OtlpCollector;
  let service: TestService | undefined;

  beforeEach(async () => {
    collector = await OtlpCollector.start();
  });

  afterEach(async () => {
    await service?.stop();
    service = undefined;
    await collector.stop();
  });

  async function start(metricsExport: MetricsExportConfig): Promise<TestService> {
    service = await TestService.start({ config: { metricsExport } });
    return service;
  }

  const prometheus = async () => (await service!.anonymous().get('/metrics')).text;

  it('are those that are served to Prometheus, which gives them the same names again', async () => {
    await (await start(exportTo(collector.metricsUrl))).newUser().placed();
    await untilGarbageIsCollected();
    await eventually('the order is exported', () => collector.valueOf('orders_created') === 1);
    // Figures of the database are read once a second at most: the first event may be younger than the last reading.
    await eventually('its event is exported', () => collector.valueOf('feed_oldest_event_age') !== undefined);
    let text = '';
    let latest = collector.exports.at(-1)!;
    // Some figures of the process are there for a moment only, such as those of requests that are active.
    await eventually('an export has what Prometheus is served', async () => {
      text = await prometheus();
      const names = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name = '']) => name);
      const withSamples = names.filter((name) => new RegExp(`^${name}(_bucket)?[{ ]`, 'm').test(text));
      latest = collector.exports.at(-1)!;
      return latest.metrics.map(nameInPrometheus).toSorted().join() === withSamples.toSorted().join();
    });
    const { resource, metrics } = latest;
    expect(resource).to.include({ 'service.name': 'orders-of-a-shop', 'deployment.environment.name': 'test' });
    expect(resource).to.include.keys('service.version', 'service.instance.id');
    const exposed = exposedSeries(text);
    for (const metric of metrics) {
      const name = nameInPrometheus(metric);
      const labels = exposed.labelsOf(name) ?? exposed.labelsOf(`${name}_bucket`);
      for (const attribute of metric.points.flatMap(({ attributes }) => Object.keys(attributes))) {
        expect(labels, name).to.include(attribute.replaceAll('.', '_'));
      }
    }
  });

  it('only grow where they count, with the buckets and counts that are served to Prometheus', async () => {
    const ann = (await start(exportTo(collector.metricsUrl))).newUser();
    await ann.create(ORDER);
    await eventually('the first order is exported', () => collector.valueOf(REQUESTS, PLACED) === 1);
    const since = (index: number) => {
      const { points } = collector.exports.at(index)!.metrics.find(({ name }) => name === 'orders_created')!;
      return points[0]!.startTimeUnixNano;
    };
    const first = since(-1);
    await ann.create(ORDER);
    await eventually('the second order is exported', () => collector.valueOf(REQUESTS, PLACED) === 2);
    expect(since(-1), 'the same start').to.equal(first);
    const histogram = collector.exports.at(-1)!.metrics.find(({ name }) => name === REQUESTS)!;
    expect(histogram.histogram!.aggregationTemporality).to.equal(CUMULATIVE);
    const point = histogram.points.find(({ attributes }) => attributes['http.response.status_code'] === 201)!;
    let count = 0;
    const buckets = point.explicitBounds!.map((bound, at) => `le="${bound}"} ${(count += point.bucketCounts![at]!)}`);
    const served = (await prometheus()).split('\n').filter((line) => /_duration_seconds_bucket.*"201"/.test(line));
    expect(served.map((line) => line.slice(line.indexOf('le="')))).to.deep.equal([...buckets, 'le="+Inf"} 2']);
    for (const { name, sum } of collector.exports.flatMap(({ metrics }) => metrics)) {
      if (sum) expect(sum.aggregationTemporality, name).to.equal(CUMULATIVE);
    }
  });

  it('are exported once more at the end, as protobuf if nothing else is asked for', async () => {
    const headers = { authorization: 'Bearer one' };
    await start(exportTo(collector.metricsUrl, { protocol: 'http/protobuf', headers, intervalMs: 3_600_000 }));
    await service!.newUser().create(ORDER);
    expect(collector.bodies).to.deep.equal([]);
    await service!.replicas[0]!.stop();
    expect([...collector.contentTypes]).to.deep.equal(['application/x-protobuf']);
    expect([...collector.authorizations]).to.deep.equal(['Bearer one']);
    expect(collector.bodies.join('')).to.include('orders-of-a-shop').and.include('orders_created');
  });

  it('whose collector is down delay no request and no stop, and are logged once', async () => {
    const { metricsUrl } = collector;
    await collector.stop();
    await start(exportTo(metricsUrl, { timeoutMs: 50 }));
    const warnings = () => service!.logLines.filter((text) => text.includes('metrics: the collector takes none'));
    await eventually('it is logged', () => warnings().length > 0);
    expect((await service!.newUser().create(ORDER)).status).to.equal(201);
    await service!.replicas[0]!.stop();
    expect(warnings()).to.have.length(1);
    collector = await OtlpCollector.start();
  });

  it('whose collector never answers do not keep a server that stops', async () => {
    collector.isHanging = true;
    await start(exportTo(collector.metricsUrl, { timeoutMs: 600_000 }));
    await eventually('metrics are sent', () => collector.requests > 0);
    await service!.replicas[0]!.stop();
    expect(collector.answered, 'it still has not answered').to.equal(0);
  });
});
