import { expect } from 'chai';
import { Variables } from '../../src/config/environment-variables.js';
import { readMetricsExport } from '../../src/config/metrics-export.js';
import { readTracing } from '../../src/config/tracing.js';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };

function read(env: Record<string, string>) {
  const variables = new Variables(env, () => '');
  const config = readTracing(variables);
  return { config, problems: variables.problems };
}

describe('the configuration of traces', () => {
  it('is absent without an endpoint, whatever else is set', () => {
    expect(read({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).to.deep.equal({ config: undefined, problems: [] });
  });

  for (const off of [{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }]) {
    it(`is absent with ${Object.entries(off).join().replace(',', '=')}`, () => {
      expect(read({ ...ENDPOINT, ...off })).to.deep.equal({ config: undefined, problems: [] });
    });
  }

  it('has the defaults of OpenTelemetry', () => {
    expect(read(ENDPOINT)).to.deep.equal({
      config: {
        url: 'http://collector:4318/v1/traces',
        protocol: 'http/protobuf',
        headers: {},
        timeoutMs: 10_000,
        serviceName: 'order-service',
        resourceAttributes: {},
        sampler: 'parentbased_always_on',
        sampledRatio: 1,
        exportDelayMs: 5_000,
        maxQueuedSpans: 2_048,
      },
      problems: [],
    });
  });

  it('prefers the variables of traces to those of every signal', () => {
    const { config, problems } = read({
      ...ENDPOINT,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/own/path',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20one',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'authorization=Bearer%20two, x-team = shop',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.1',
    });
    expect(problems).to.deep.equal([]);
    expect(config).to.deep.include({
      url: 'https://traces.example/own/path',
      protocol: 'http/json',
      headers: { authorization: 'Bearer two', 'x-team': 'shop' },
      resourceAttributes: { 'deployment.environment.name': 'test' },
      sampler: 'parentbased_traceidratio',
      sampledRatio: 0.1,
    });
  });

  it('reports what it cannot use, and never quotes a header', () => {
    const { problems } = read({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_HEADERS: 'my-secret',
      OTEL_TRACES_SAMPLER: 'sometimes',
      OTEL_TRACES_SAMPLER_ARG: '2',
    });
    expect(problems.map((problem) => problem.split(' ')[0])).to.have.members([
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'OTEL_EXPORTER_OTLP_PROTOCOL',
      'OTEL_EXPORTER_OTLP_HEADERS',
      'OTEL_TRACES_SAMPLER',
      'OTEL_TRACES_SAMPLER_ARG',
    ]);
    expect(problems.join()).not.to.include('my-secret');
  });
});

describe('the configuration of the export of metrics', () => {
  function readMetrics(env: Record<string, string>, files: Record<string, string> = {}) {
    const variables = new Variables(env, (path) => files[path] ?? expect.fail(path));
    return { config: readMetricsExport(variables), problems: variables.problems };
  }

  it('has the defaults of OpenTelemetry', () => {
    expect(readMetrics(ENDPOINT)).to.deep.equal({
      config: {
        url: 'http://collector:4318/v1/metrics',
        protocol: 'http/protobuf',
        headers: {},
        timeoutMs: 10_000,
        serviceName: 'order-service',
        resourceAttributes: {},
        intervalMs: 60_000,
        tls: {},
      },
      problems: [],
    });
  });

  for (const off of [{ OTEL_SDK_DISABLED: 'true' }, { OTEL_METRICS_EXPORTER: 'none' }]) {
    it(`is absent with ${Object.entries(off).join().replace(',', '=')}`, () => {
      expect(readMetrics({ ...ENDPOINT, ...off })).to.deep.equal({ config: undefined, problems: [] });
    });
  }

  it('is independent of that of traces, and prefers its own variables', () => {
    const env = {
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://metrics.example/own/path',
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem',
      OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE: '/metrics-ca.pem',
      OTEL_METRIC_EXPORT_INTERVAL: '15000',
    };
    expect(read(env).config, 'traces').to.equal(undefined);
    expect(readMetrics(env, { '/metrics-ca.pem': 'an authority' }).config).to.deep.include({
      url: 'https://metrics.example/own/path',
      protocol: 'http/json',
      intervalMs: 15_000,
      tls: { ca: 'an authority' },
    });
  });
});
