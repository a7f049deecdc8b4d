import * as api from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import * as metrics from '@opentelemetry/sdk-metrics';
import { expect } from 'chai';
import { Distribution } from '../../src/measuring/distribution.js';
import { counter, gauge, histogram, type MetricFamily } from '../../src/measuring/metric-family.js';
import { toOtlpMetrics } from '../../src/telemetry/otlp-metrics.js';

const { AggregationTemporality, DataPointType } = metrics;

function convert(...families: MetricFamily[]) {
  const to = {
    packages: { api, metrics },
    resource: resourceFromAttributes({ 'service.name': 'orders' }),
    scope: { name: 'order-service', version: '1.2.3' },
    startedMs: 1_000,
  };
  return toOtlpMetrics(families, to, 61_500).scopeMetrics[0]!.metrics;
}

describe('metrics by OTLP', () => {
  it('are cumulative sums for counters, without the suffix that Prometheus adds', () => {
    const [metric] = convert(counter('sign_ins_total', 'Sign-ins', [[{ outcome: 'verified' }, 7]]));
    expect(metric).to.deep.equal({
      descriptor: { name: 'sign_ins', unit: '', description: 'Sign-ins', valueType: api.ValueType.DOUBLE },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      dataPoints: [{ startTime: [1, 0], endTime: [61, 5e8], attributes: { outcome: 'verified' }, value: 7 }],
    });
  });

  it('have the names of the semantic conventions, units, and statuses as numbers', () => {
    const duration = new Distribution([0.1, 1]);
    for (const seconds of [0.05, 0.1, 0.5, 3]) duration.observe(seconds);
    const labels = { http_request_method: 'GET', http_response_status_code: '200', http_route: '/orders' };
    const [metric] = convert(histogram('http_server_request_duration_seconds', 'Duration', [[labels, duration]]));
    expect(metric!.descriptor).to.include({ name: 'http.server.request.duration', unit: 's' });
    expect(metric!.dataPoints[0]).to.deep.include({
      attributes: { 'http.request.method': 'GET', 'http.response.status_code': 200, 'http.route': '/orders' },
      value: { buckets: { boundaries: [0.1, 1], counts: [2, 1, 1] }, sum: 3.65, count: 4 },
    });
  });

  it('tell what adds up over processes from what does not', () => {
    const kinds = convert(
      gauge('db_client_connection_count', 'Connections', 'sum', 3),
      gauge('outbox_depth', 'Events', 'max', 3),
    );
    expect(kinds.map(({ dataPointType }) => dataPointType)).to.deep.equal([DataPointType.SUM, DataPointType.GAUGE]);
    expect(kinds[0]).to.include({ isMonotonic: false });
  });

  it('leave out what is not known', () => {
    expect(convert(gauge('outbox_depth', 'Events', 'max', undefined))).to.deep.equal([]);
  });
});
