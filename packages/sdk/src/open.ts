/**
 * A value that this version of the SDK does not know: a status, a type of event or the code of a problem that a newer
 * service has added. It is a text like the others, and is delivered as it came. To compare it with a text, make it one:
 * `String(order.status) === 'returned'`.
 *
 * It is declared as an enum because its type, unlike a branded string, differs from every literal: so the compiler can
 * tell the members of a union apart by their known values. There is no such object at run time.
 */
export declare enum Unrecognized {
  value = '(a value that this version of the SDK does not know)',
}

/**
 * The same type, in which every list of values is open: `'pending' | 'confirmed'` becomes
 * `'pending' | 'confirmed' | Unrecognized`, at any depth. A member that can have one value only is left as it is, because
 * it tells the members of a union apart.
 */
export type Open<T> = unknown extends T
  ? T
  : { [Member in keyof T]: Open<T[Member]> } | (IsList<Extract<T, string>> extends true ? Unrecognized : never);

/** The values of an open list that this version knows: `Known<Health['status']>`. */
export type Known<T> = Exclude<T, Unrecognized>;

/** Whether the type is a union of two literals or more. */
type IsList<Text extends string, All extends string = Text> = [Text] extends [never]
  ? false
  : string extends Text
    ? false
    : true extends (Text extends unknown ? ([All] extends [Text] ? false : true) : never)
      ? true
      : false;

/**
 * The text of a value that this version does not know. In the `default` of a `switch`, it makes the compiler ask for every
 * known value: a value without its `case` is not {@link Unrecognized}.
 *
 * @example
 * switch (order.status) {
 *   case 'pending':
 *   case 'confirmed':
 *   case 'shipped':
 *     return 'on its way';
 *   case 'delivered':
 *   case 'cancelled':
 *     return 'done';
 *   default:
 *     return unrecognized(order.status); // 'returned', of a newer service
 * }
 */
export function unrecognized(value: Unrecognized): string {
  return value;
}

/**
 * Whether a value is in one of the lists that this version knows: `isKnown(ORDER_STATUSES, order.status)`.
 *
 * @param values `ORDER_STATUSES`, `EVENT_TYPES`, `PROBLEM_CODES` or another list of texts
 */
export function isKnown<Known extends string>(values: readonly Known[], value: string): value is Known {
  return values.some((known) => known === value);
}
