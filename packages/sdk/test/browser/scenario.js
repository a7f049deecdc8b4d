/* global OrderService, self */

/**
 * What the SDK is to do in a page and in a worker, where its bundle has set `OrderService`. Resolves to the steps that
 * went well; rejects at the first that did not.
 */
async function runScenario(baseUrl, token) {
  const steps = [];
  const step = (name, holds) => {
    if (!holds) throw new Error(`Failed: ${name}`);
    steps.push(name);
  };
  const { createClient, isProblem, parseOrderEvent } = OrderService;
  const client = createClient({ baseUrl, token });

  const order = await client.orders.create({ items: [{ product_id: 1, quantity: 2 }] });
  step('create', order.status === 'pending' && order.total_amount === '59.98');

  const { response } = await client.orders.get(order.id).withResponse();
  step('withResponse', response.attempts === 1 && response.headers.get('etag') === '"1"');
  step('ifNoneMatch', (await client.orders.get(order.id, { ifNoneMatch: 1 })) === undefined);

  const stream = client.events.stream({ cursor: (await client.events.list()).nextCursor });
  const moved = await client.orders.updateStatus(order.id, 'confirmed', { ifMatch: order.version });
  step('updateStatus', moved.version === 2);
  for await (const event of stream) {
    step('stream', event.data.order_id === order.id && event.data.new_status === 'confirmed');
    step('parseOrderEvent', parseOrderEvent(JSON.stringify(event)).event_id === event.event_id);
    break;
  }

  const ids = [];
  await client.orders.create({ items: [{ product_id: 1, quantity: 1 }] });
  for await (const { id } of client.orders.list({ limit: 1 })) ids.push(id);
  step('list', ids.length >= 2 && ids.includes(order.id));

  const refusal = await client.orders.get(424242).catch((error) => error);
  step('ApiError', isProblem(refusal, 'order_not_found') && refusal.requestId !== '');

  const aborted = await client.health({ signal: AbortSignal.abort() }).catch((error) => error);
  step('AbortedError', aborted.name === 'AbortedError');

  const nowhere = createClient({ baseUrl: 'http://127.0.0.1:9', maxRetries: 0 });
  const unreachable = await nowhere.health().catch((error) => error);
  step('ConnectionError', unreachable.name === 'ConnectionError');
  return steps;
}

self.runScenario = runScenario;
