import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'yaml';

/** What a newer version of the service has that this version of the contract does not. */
export const NEW_VALUE = 'of_a_newer_version';
export const NEW_MEMBER = 'member_of_a_newer_version';
export const NEW_EVENT_TYPE = 'order.returned';
export const NEW_CODE = 'quota_exhausted';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly format?: string;
  readonly minimum?: number;
}

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

const contract = parse(readFileSync(new URL('../../openapi.yaml', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/** A value of the schema in which every list of values has one more, and every object one more member. */
function sample(schema: Schema): unknown {
  if (schema.$ref !== undefined) return sample(schemaNamed(schema.$ref.split('/').at(-1)!));
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return NEW_VALUE;
  const parts = schema.allOf ?? (schema.oneOf ? schema.oneOf.slice(0, 1) : []);
  if (parts.length > 0) return merge([...parts.map(sample), members(schema)]);
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  if (type === 'array') return schema.items ? [sample(schema.items)] : [];
  if (type === 'object') return { ...members(schema), [NEW_MEMBER]: { nested: true } };
  if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 0, 1);
  if (type === 'boolean') return false;
  return schema.examples?.[0] ?? (schema.format === 'date-time' ? '2026-02-15T17:28:44.927636Z' : 'text');
}

/** The parts as one object; the first one where it is no object. */
function merge(parts: readonly unknown[]): unknown {
  const [first] = parts;
  return typeof first === 'object' && first !== null ? Object.assign({}, ...parts) : first;
}

function members({ properties = {} }: Schema): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, sample(member)]));
}

function schemaNamed(name: string): Schema {
  const schema = contract.components.schemas[name];
  if (!schema) throw new Error(`The contract has no schema ${name}.`);
  return schema;
}

/** An event of a type that this version does not know. */
export const NEW_EVENT = {
  event_type: NEW_EVENT_TYPE,
  event_id: '0199f0c2-88d3-7a51-8d9c-000000000003',
  order_version: 3,
  timestamp: '2026-02-15T17:28:44.927636Z',
  traceparent: null,
  data: { order_id: 257, user_id: 1, user_email: 'u@example.com', parcel: 'AB-12' },
};

/** A known event with a status that this version does not know. */
export const NEW_STATUS_EVENT = {
  ...NEW_EVENT,
  event_type: 'order.status.updated',
  event_id: '0199f0c2-88d3-7a51-8d9c-000000000002',
  order_version: 2,
  data: {
    ...{ order_id: 257, user_id: 1, user_email: 'u@example.com', note: 'by post' },
    ...{ old_status: 'pending', new_status: NEW_VALUE, updated_by: 'user:1' },
  },
};

const PROBLEM = {
  ...{ type: `/problems/${NEW_CODE}`, title: 'Quota exhausted', status: 409, code: NEW_CODE, request_id: 'r-1' },
  ...{ detail: 'You have placed all orders of this month.', quota: 100 },
};

export interface NewerService {
  readonly url: string;
  /** What it answers to `GET` of a path of the contract. */
  answerTo(path: string): unknown;
  stop(): Promise<void>;
}

/**
 * A service whose contract is this one with one more value in every list, one more member in every object, one more type
 * of event, and one more code, with which it refuses every change.
 */
export async function startNewerService(): Promise<NewerService> {
  const answers = new Map(
    Object.entries(contract.paths).flatMap(([path, { get }]) => {
      const schema = get?.responses['200']?.content?.['application/json']?.schema;
      return schema ? [[path, sample(schema)] as const] : [];
    }),
  );
  const events = { events: [NEW_STATUS_EVENT, NEW_EVENT], next_cursor: 'c2', has_more: false };
  const answerTo = (path: string) => (path === '/api/v1/events' ? events : answers.get(path));
  const server = createServer(({ method, url = '', headers }, response) => {
    const path = pathOf(url);
    const body = method === 'GET' && path !== undefined ? answerTo(path) : undefined;
    if (headers.accept?.includes('event-stream')) streamEvents(response);
    else answer(response, body === undefined ? 409 : 200, body ?? PROBLEM);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answerTo,
    async stop() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

/** The path as the contract has it, with its parameters. */
function pathOf(url: string): string | undefined {
  const { pathname } = new URL(url, 'http://service');
  return Object.keys(contract.paths).find((path) =>
    new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type, 'x-request-id': 'r-1' }).end(JSON.stringify(body));
}

function streamEvents(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  for (const [index, event] of [NEW_STATUS_EVENT, NEW_EVENT].entries()) {
    response.write(`id: c${index + 1}\nevent: ${event.event_type}\ndata: ${JSON.stringify(event)}\n\n`);
  }
}
