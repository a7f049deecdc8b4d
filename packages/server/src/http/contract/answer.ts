import type { ServerResponse } from 'node:http';
import type { Context } from 'koa';
import type { operations as Operations } from '@order-service/sdk';
import { sendAsset, type Asset } from '../assets.js';
import type { RequestState } from '../request-state.js';
import type { OperationId } from './operations.js';

declare const parsed: unique symbol;

/** The JSON text of a `T`, composed without building the `T`. */
export type JsonText<T> = string & { readonly [parsed]: T };

/** Marks `text` as the JSON text of a `T`; that it is one is up to the caller and its tests. */
export function jsonText<T>(text: string): JsonText<T> {
  return text as JsonText<T>;
}

/** The headers that the contract names for an answer. `X-Request-Id` is set for every answer alike. */
type Named<Headers> = {
  [Name in keyof Headers as string extends Name ? never : Name extends 'X-Request-Id' ? never : Name]: Headers[Name];
};

type OrUndefined<Headers, Name extends keyof Headers> = object extends Pick<Headers, Name> ? undefined : never;

type HeadersOf<Headers> = keyof Headers extends never
  ? unknown
  : { readonly headers: { readonly [Name in keyof Headers]: Headers[Name] | OrUndefined<Headers, Name> } };

type BodyOf<Content> = {
  [Type in keyof Content]: Type extends 'application/json'
    ? { readonly body: Content[Type] | JsonText<Content[Type]> }
    : Type extends 'text/event-stream'
      ? { readonly stream: (response: ServerResponse) => Promise<void> }
      : { readonly type: string; readonly body: string };
}[keyof Content];

type HeadersIn<Response> = Response extends { headers: infer Headers } ? HeadersOf<Named<Headers>> : unknown;

/** An asset has its own headers, and may be answered with 304. */
interface AssetAnswer<Status> {
  readonly status: Status;
  readonly asset: Asset;
}

/** Problem documents are thrown as errors, not answered by a handler. */
type AnswerWith<Status, Response> = Response extends { content: infer Content }
  ? 'application/problem+json' extends keyof Content
    ? never
    : ({ readonly status: Status } & BodyOf<Content> & HeadersIn<Response>) | AssetAnswer<Status>
  : { readonly status: Status } & HeadersIn<Response>;

/** What a handler of the operation may answer, by the contract: status, headers and body. */
export type Answer<Id extends OperationId> = {
  [Status in keyof Operations[Id]['responses']]: AnswerWith<Status, Operations[Id]['responses'][Status]>;
}[keyof Operations[Id]['responses']];

/** An answer whose operation is not known to the compiler. */
export interface AnyAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** The media type; `application/json` if absent. */
  readonly type?: string;
  readonly body?: unknown;
  readonly stream?: (response: ServerResponse) => Promise<void>;
  readonly asset?: Asset;
}

/** Sends what a handler answered. A stream is left to itself: it writes to the response for as long as it is open. */
export async function sendAnswer(ctx: Context, answer: AnyAnswer): Promise<void> {
  const { status, headers = {}, type, body, stream, asset } = answer;
  if (asset) {
    await sendAsset(ctx, asset);
    return;
  }
  ctx.status = status;
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) ctx.res.setHeader(name, String(value)); // a header at a time: ctx.set makes three arrays of it
  }
  if (stream) {
    ctx.respond = false;
    const { runOutside } = ctx.state as RequestState;
    const write = (): Promise<void> => stream(ctx.res);
    (runOutside ? runOutside(write) : write()).catch((error: unknown) => ctx.app.emit('error', error, ctx));
  } else if (body !== undefined) {
    ctx.type = type ?? 'application/json';
    ctx.body = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  }
}
