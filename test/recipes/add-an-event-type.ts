import { addMigration } from './add-migration.js';
import type { Recipe } from './recipe.js';

const MIGRATION = `steps: [
    {
      kind: 'transaction',
      statements: [
        'ALTER TABLE order_events DROP CONSTRAINT order_events_type_check',
        \`ALTER TABLE order_events ADD CONSTRAINT order_events_type_check
         CHECK (type IN ('order.created', 'order.status.updated', 'order.erased', 'order.note.added')) NOT VALID\`,
      ],
    },
    { kind: 'validate', table: 'order_events', constraint: 'order_events_type_check' },
  ]`;

/** `order.note.added`: a note for the owner of the order. */
export const addAnEventType: Recipe = {
  title: 'Add an event type',
  begin: [
    {
      file: 'packages/server/src/domain/events.ts',
      replace: 'export const EVENT_TYPES = [ORDER_CREATED, ORDER_STATUS_UPDATED, ORDER_ERASED] as const;',
      by: `export const ORDER_NOTE_ADDED = 'order.note.added';
export const EVENT_TYPES = [ORDER_CREATED, ORDER_STATUS_UPDATED, ORDER_ERASED, ORDER_NOTE_ADDED] as const;`,
    },
    {
      file: 'packages/server/src/domain/events.ts',
      replace: 'export type OrderEvent = OrderCreated | OrderStatusUpdated | OrderErased;',
      by: `export interface OrderNoteAdded extends OrderChange {
  readonly type: typeof ORDER_NOTE_ADDED;
  /** Who made the change, such as \`user:1\`. */
  readonly actor: string;
}

export type OrderEvent = OrderCreated | OrderStatusUpdated | OrderErased | OrderNoteAdded;`,
    },
    {
      file: 'openapi.yaml',
      replace: 'enum: [order.created, order.status.updated, order.erased]',
      by: 'enum: [order.created, order.status.updated, order.erased, order.note.added]',
    },
    {
      file: 'openapi.yaml',
      after:
        "        - $ref: '#/components/schemas/OrderCreatedEvent'\n        - $ref: '#/components/schemas/OrderStatusUpdatedEvent'\n        - $ref: '#/components/schemas/OrderErasedEvent'\n",
      insert: "        - $ref: '#/components/schemas/OrderNoteAddedEvent'\n",
    },
    {
      file: 'openapi.yaml',
      before: '    OrderEvent:\n      oneOf:',
      insert: `    OrderNoteAddedEvent:
      allOf:
        - $ref: '#/components/schemas/EventEnvelope'
        - type: object
          required: [event_type, data]
          properties:
            event_type: { type: string, const: order.note.added }
            data:
              type: object
              required: [order_id, user_id, user_email, added_by]
              properties:
                order_id: { $ref: '#/components/schemas/Id' }
                user_id: { type: integer, format: int64 }
                user_email: { type: string }
                added_by: { type: string, examples: ['user:1'] }
`,
    },
    {
      file: 'openapi.yaml',
      after: 'webhooks:\n',
      insert: `  order.note.added:
    post:
      operationId: onOrderNoteAdded
      tags: [events]
      summary: A note was added to an order
      description: Published like \`order.created\`, with the routing key \`order.note.added\`.
      security: []
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: '#/components/schemas/OrderNoteAddedEvent' }
            examples:
              added:
                value:
                  event_type: order.note.added
                  event_id: 0199f0c2-8a70-7c1d-8f60-2f6a0a6d3c22
                  order_version: 3
                  timestamp: '2026-02-15T17:28:44.927636Z'
                  traceparent: null
                  data: { order_id: 6, user_id: 1, user_email: u@example.com, added_by: 'user:1' }
      responses:
        '200': { description: The consumer acknowledged the message }
        4XX: { description: The consumer rejected the message }
`,
    },
  ],
  follow: [
    ...addMigration('0102_order_note_added', MIGRATION),
    {
      file: 'packages/server/src/wire/render-event.ts',
      after: '  [ORDER_STATUS_UPDATED]: statusUpdatedMembers,\n',
      insert: '  [ORDER_NOTE_ADDED]: noteAddedMembers,\n',
    },
    {
      file: 'packages/server/src/wire/render-event.ts',
      before: '  ORDER_ERASED,\n  ORDER_STATUS_UPDATED,\n  type EventType,',
      insert: '  ORDER_NOTE_ADDED,\n',
    },
    {
      file: 'packages/server/src/wire/render-event.ts',
      before: '  type OrderStatusUpdated,',
      insert: '  type OrderNoteAdded,\n',
    },
    {
      file: 'packages/server/src/wire/render-event.ts',
      before: 'function renderItem(',
      insert: `function noteAddedMembers({ actor }: OrderNoteAdded): string {
  return \`"added_by":\${JSON.stringify(actor)}\`;
}

`,
    },
    {
      file: 'packages/server/src/db/statements/event-columns.ts',
      after: '  switch (row.type) {\n',
      insert: "    case 'order.note.added':\n      return { ...fact, type: row.type, actor: row.actor };\n",
    },
    {
      file: 'docs/events.md',
      before: 'Amounts are JSON numbers',
      insert: `\`\`\`json
{
  "event_type": "order.note.added",
  "event_id": "01a20350-2d11-7463-9dd7-629d7085f876",
  "order_version": 3,
  "timestamp": "2026-11-22T12:51:56.794939Z",
  "traceparent": null,
  "data": { "order_id": 1, "user_id": 1, "user_email": "u@example.com", "added_by": "user:1" }
}
\`\`\`

`,
    },
    {
      file: 'packages/cli/src/commands/watch.ts',
      before: '    default:\n',
      insert: `    case 'order.note.added':
      return { from: '', to: '', actor: event.data.added_by, name: 'note' };
`,
    },
    {
      file: 'docker/rabbitmq/definitions.json',
      before:
        '    {\n      "source": "ecommerce_events",\n      "vhost": "/",\n      "destination": "notification_queue",\n      "destination_type": "queue",\n      "routing_key": "order.status.updated",',
      insert:
        '    {\n      "source": "ecommerce_events",\n      "vhost": "/",\n      "destination": "notification_queue",\n      "destination_type": "queue",\n      "routing_key": "order.note.added",\n      "arguments": {}\n    },\n',
    },
  ],
  asksFor: {
    'packages/server/src/db/migrations/list.ts':
      /the constraint on order_events\.type does not have order\.note\.added/,
    'packages/server/src/wire/render-event.ts': /render-event\.ts.*order\.note\.added/,
    'packages/server/src/db/statements/event-columns.ts': /event-columns\.ts\(/,
    'docs/events.md': /docs\/events\.md does not have order\.note\.added/,
    'packages/cli/src/commands/watch.ts': /commands\/watch\.ts\(/,
    'docker/rabbitmq/definitions.json': /binds notification_queue/,
  },
};
