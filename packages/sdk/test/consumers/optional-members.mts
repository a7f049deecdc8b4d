// With `exactOptionalPropertyTypes`: whatever may be left out of a request, or of options, may be given as `undefined`.
import type {
  BulkUpdateOptions,
  CallOptions,
  ClientOptions,
  ConcurrencyOptions,
  CreateOrderOptions,
  GetOrderOptions,
  Hooks,
  ListEventsParams,
  ListOrdersParams,
  ListOutboxParams,
  OrderedConsumerOptions,
  RawRequest,
  StatisticsParams,
  StreamOptions,
  TypedRequest,
  UpdateStatusOptions,
  operations,
} from '@order-service/sdk';

/** The names of the members, at any depth, that may be left out but not be `undefined`. */
type Strict<T> = T extends (...args: never[]) => unknown
  ? never
  : T extends readonly (infer Item)[]
    ? Strict<Item>
    : T extends object
      ? { [Name in keyof T]-?: StrictName<T, Name> | Strict<T[Name]> }[keyof T]
      : never;
type StrictName<T, Name extends keyof T> =
  object extends Pick<T, Name>
    ? string extends Name
      ? never
      : { [Key in Name]: undefined } extends Pick<T, Name>
        ? never
        : [T[Name]] extends [undefined] // It can only be left out, as `cookie` where the contract has no cookies.
          ? never
          : Name
    : never;

type BodyOf<Operation> = Operation extends { requestBody?: { content: { 'application/json': infer Body } } }
  ? Body
  : never;
type ParametersOf<Operation> = Operation extends { parameters: infer Places } ? Places : never;
type AllOptions = [
  Omit<ClientOptions, 'signal' | 'fetch'>,
  Omit<CallOptions & CreateOrderOptions & GetOrderOptions & UpdateStatusOptions & BulkUpdateOptions, 'signal'>,
  Omit<ConcurrencyOptions & StreamOptions, 'signal' | 'since'>,
  Omit<ListOrdersParams, 'created_after' | 'created_before' | 'updated_after' | 'updated_before'>,
  Omit<ListEventsParams & StatisticsParams, 'since' | 'until'>,
  ListOutboxParams,
  Hooks,
  Omit<RawRequest, 'signal' | 'body'>,
  Omit<TypedRequest<'get', '/api/v1/orders'>, 'signal'>,
  OrderedConsumerOptions<void>,
];

/** None: otherwise the array could hold their names. */
export const strictInBodies: never[] = [] as Strict<BodyOf<operations[keyof operations]>>[];
export const strictInParameters: never[] = [] as Strict<ParametersOf<operations[keyof operations]>>[];
export const strictInOptions: never[] = [] as Strict<AllOptions[number]>[];
// @ts-expect-error It is found.
export const strictElsewhere: never[] = [] as Strict<{ items: { note?: string }[] }>[];
