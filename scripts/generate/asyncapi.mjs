import { stringify } from 'yaml';

const EXCHANGE = 'ecommerce_events';
const SCHEMA = '#/components/schemas/';

/** Attributes of CloudEvents that every message has as headers, as the server's `cloud-event-attributes.ts` sends them. */
const HEADERS = {
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'subject', 'time'].map((name) => `cloudEvents:${name}`),
  properties: {
    'cloudEvents:specversion': { type: 'string', const: '1.0' },
    'cloudEvents:id': { type: 'string', format: 'uuid', description: 'The `event_id` of the body' },
    'cloudEvents:source': { type: 'string', const: '/order-service' },
    'cloudEvents:type': { type: 'string', description: 'The `event_type` of the body' },
    'cloudEvents:subject': { type: 'string', pattern: '^[0-9]+$', description: "The order's id" },
    'cloudEvents:time': { type: 'string', format: 'date-time', description: 'The `timestamp` of the body' },
    'cloudEvents:traceparent': { type: 'string', description: 'W3C Trace Context of the request, if it had one' },
    traceparent: { type: 'string', description: 'The same' },
  },
};

/** The events of the contract's webhooks as an AsyncAPI 3.0 document: what the service publishes on RabbitMQ. */
export function asyncapi(contract) {
  const events = Object.entries(contract.webhooks).map(([type, { post }]) => ({ type, post }));
  const channels = {};
  const operations = {};
  const messages = {};
  for (const { type, post } of events) {
    const { schema, examples = {} } = post.requestBody.content['application/json'];
    channels[type] = {
      address: type,
      description: `The routing key \`${type}\` of the exchange. Consumers declare and bind queues of their own.`,
      messages: { [type]: { $ref: `#/components/messages/${type}` } },
      bindings: {
        amqp: {
          is: 'routingKey',
          exchange: { name: EXCHANGE, type: 'topic', durable: true, autoDelete: false, vhost: '/' },
          bindingVersion: '0.3.0',
        },
      },
    };
    operations[post.operationId.replace(/^on/, 'publish')] = {
      action: 'send',
      channel: { $ref: `#/channels/${type}` },
      summary: post.summary,
      messages: [{ $ref: `#/channels/${type}/messages/${type}` }],
      bindings: { amqp: { deliveryMode: 2, mandatory: true, timestamp: true, ack: false, bindingVersion: '0.3.0' } },
    };
    messages[type] = {
      name: type,
      title: post.summary,
      description: post.description,
      contentType: 'application/json',
      headers: HEADERS,
      payload: schema,
      examples: Object.entries(examples).map(([name, { value }]) => ({ name, payload: value })),
      bindings: { amqp: { contentEncoding: 'utf-8', messageType: type, bindingVersion: '0.3.0' } },
    };
  }
  const { title, version, description, license } = contract.info;
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: `${title}: events`,
      version,
      description,
      license: { name: license.name, url: `https://spdx.org/licenses/${license.identifier ?? license.name}` },
    },
    defaultContentType: 'application/json',
    channels,
    operations,
    components: { messages, schemas: schemasUsedBy(messages, contract.components.schemas) },
  };
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** The schemas that `messages` refer to, directly or through others. */
function schemasUsedBy(messages, schemas) {
  const used = {};
  const follow = (value) => {
    for (const [, name] of JSON.stringify(value).matchAll(new RegExp(`"${SCHEMA}(\\w+)"`, 'g'))) {
      if (name in used) continue;
      used[name] = schemas[name];
      follow(schemas[name]);
    }
  };
  follow(messages);
  return used;
}
