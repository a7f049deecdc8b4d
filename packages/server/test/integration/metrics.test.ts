import { expect } from 'chai';
import { usePublishedService } from '../support/published-service.js';
import { useTestService } from '../support/test-service.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('Metrics', () => {
  const service = useTestService();

  const metrics = async (accept = '*/*') =>
    (await service().anonymous().send('GET', '/metrics', { headers: { accept } })).text;

  it('count requests by route, status and the code of a failure', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed();
    await ann.get(`/api/v1/orders/${id}`);
    await ann.get('/api/v1/orders/987654321');
    await ann.sendUnchecked('GET', '/nothing-here/4711');
    const text = await metrics();
    const labels = (method: string, status: number, route: string) =>
      `http_server_request_duration_seconds_count{http_request_method="${method}",url_scheme="http",http_response_status_code="${status}",http_route="${route}"}`;
    for (const line of [
      `${labels('POST', 201, '/api/v1/orders')} 1`,
      `${labels('GET', 200, '/api/v1/orders/:order_id')} 1`,
      `${labels('GET', 404, '/api/v1/orders/:order_id')} 1`,
      'http_problems_total{code="order_not_found",http_response_status_code="404"} 1',
      'http_problems_total{code="database_unavailable",http_response_status_code="503"} 0',
    ]) {
      expect(text).to.contain(`${line}\n`);
    }
    expect(text, 'a path is no label').not.to.contain('nothing-here');
  });

  it('count orders, transitions by who made them, repetitions, look-ups, sign-in and shared statements', async () => {
    const before = valuesOf(await metrics());
    const ann = service().newUser();
    const headers = { 'idempotency-key': 'k-metrics' };
    const order = { json: { items: [{ product_id: 1, quantity: 1 }] }, headers };
    const { body } = await ann.send<{ id: number }>('POST', '/api/v1/orders', order);
    await ann.send('POST', '/api/v1/orders', order);
    await ann.send('PATCH', `/api/v1/orders/${body.id}/status`, { json: { status: 'confirmed' } });
    await service()
      .operator()
      .send('PATCH', `/api/v1/orders/${body.id}/status`, { json: { status: 'shipped' } });
    await service().anonymous().sendUnchecked('GET', '/api/v1/orders');
    const after = valuesOf(await metrics());
    const grown = (series: string) => after(series) - before(series);
    expect({
      created: grown('orders_created_total'),
      repeated: grown('idempotent_replays_total{operation="create_order"}'),
      confirmed: grown('order_transitions_total{to="confirmed",by="owner"}'),
      shipped: grown('order_transitions_total{to="shipped",by="operator"}'),
      found: grown('product_lookup_duration_seconds_count{outcome="found"}'),
      verified: grown('sign_ins_total{outcome="verified"}'),
      refused: grown('sign_ins_total{outcome="authentication_required"}'),
      groups: grown('statement_group_size_count{db_query_summary="change_order_statuses"}'),
    }).to.deep.include({ created: 1, repeated: 1, confirmed: 1, shipped: 1, refused: 1, groups: 2 });
    expect(grown('product_lookup_duration_seconds_count{outcome="found"}')).to.be.at.least(1);
    expect(grown('sign_ins_total{outcome="verified"}')).to.be.at.least(1);
    const creates = { db_system_name: 'postgresql', db_query_summary: 'create_orders' };
    expect(grown(`db_client_operation_duration_seconds_count${labelsOf(creates)}`)).to.be.at.least(1);
  });

  it('show pools, the state of the database, the lag of what is derived, and the version', async () => {
    const value = valuesOf(await metrics());
    expect(value('db_client_connection_max{db_client_connection_pool_name="requests"}')).to.equal(8);
    expect(value('db_client_connection_pending_requests{db_client_connection_pool_name="relay"}')).to.equal(0);
    expect(value('database_state{state="connected"}')).to.equal(1);
    expect(value('database_schema_state{state="current"}')).to.equal(1);
    expect(value('derived_lag_seconds{derived="search"}')).to.be.at.least(0);
    expect(Math.abs(value('database_clock_offset_seconds'))).to.be.below(60);
    expect(await metrics()).to.match(/^order_service_build_info\{version="\d+\.\d+\.\d+",node_version="v\d+/m);
  });

  it('have exemplars of recorded traces where OpenMetrics is asked for', async () => {
    const ann = service().newUser();
    const list = (traceparent: string) => ann.send('GET', '/api/v1/orders', { headers: { traceparent } });
    await list(`00-${TRACE_ID}-00f067aa0ba902b7-01`);
    await list(`00-${'c'.repeat(32)}-00f067aa0ba902b7-00`);
    const accept = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5';
    const { text, headers } = await service().anonymous().send('GET', '/metrics', { headers: { accept } });
    expect(headers['content-type']).to.match(/^application\/openmetrics-text; version=1\.0\.0/);
    expect(text).to.match(new RegExp(`http_route="/api/v1/orders",le="[^"]+"} \\d+ # {trace_id="${TRACE_ID}"} `));
    expect(text, 'a trace that is not recorded').not.to.contain('c'.repeat(32));
    const plain = await service()
      .anonymous()
      .send('GET', '/metrics', { headers: { accept: 'text/plain' } });
    expect(plain.headers['content-type']).to.match(/^text\/plain; version=0\.0\.4/);
    expect(plain.text).not.to.contain('trace_id');
  });
});

describe('Metrics of the relay', () => {
  const published = usePublishedService();

  it('count messages by outcome, and the time until their confirms', async () => {
    const { service } = published();
    await service.newUser().placed();
    await published().delivered(1);
    const value = valuesOf((await service.anonymous().get('/metrics')).text);
    expect(value('relay_events_total{outcome="confirmed"}')).to.equal(1);
    expect(value('relay_confirm_duration_seconds_count')).to.equal(1);
    expect(value('broker_state{state="connected"}')).to.equal(1);
  });
});

function labelsOf(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}}`;
}

/** Reads the value of a series from the text of metrics; 0 if it is not there. */
function valuesOf(text: string): (series: string) => number {
  const values = new Map(text.split('\n').map((line) => [line.replace(/ \S+$/, ''), Number(line.split(' ').at(-1))]));
  return (series) => values.get(series) ?? 0;
}
