import { ValidationFailedError, type Violation } from '../problems/request-errors.js';

/** Writes one field of a position as text without commas, and reads it back. */
export interface CursorField<Value> {
  write(value: Value): string;
  /** Undefined for a text that `write` does not produce. */
  read(text: string): Value | undefined;
}

type Fields<Position> = { readonly [Name in keyof Position]: CursorField<Position[Name]> };

/** Where in a request a cursor was sent. */
export type CursorPlace = Pick<Violation, 'in' | 'pointer'>;

export interface CursorCodec<Position> {
  /** Opaque text of at most 200 characters, safe in a URL and in a header. */
  encode(position: Position): string;
  /** @throws ValidationFailedError when `encode` did not make `cursor`. */
  decode(cursor: string, place?: CursorPlace): Position;
}

const IN_QUERY: CursorPlace = { in: 'query', pointer: '/cursor' };

/**
 * Positions in one list as opaque cursors: the list's name and the position's fields, in base64url. The name keeps the
 * cursor of one list from being taken for that of another. A cursor is not signed: it holds nothing that its caller may
 * not see, and every statement names the owner whose rows it reads.
 */
export function cursorCodec<Position extends object>(list: string, fields: Fields<Position>): CursorCodec<Position> {
  const names = Object.keys(fields) as (keyof Position & string)[];

  return {
    encode(position) {
      const texts = names.map((name) => fields[name].write(position[name]));
      return Buffer.from([list, ...texts].join()).toString('base64url');
    },

    decode(cursor, place = IN_QUERY) {
      const [name, ...texts] = Buffer.from(cursor, 'base64url').toString('latin1').split(',');
      const values = names.map((field, at) => fields[field].read(texts[at] ?? ''));
      if (name !== list || texts.length !== names.length || values.includes(undefined)) {
        throw new ValidationFailedError([
          { ...place, detail: 'is not a cursor of this list; start again without one' },
        ]);
      }
      return Object.fromEntries(names.map((field, at) => [field, values[at]])) as Position;
    },
  };
}

/** An integer from 1 to `maximum`. */
export function positiveInteger(maximum: number): CursorField<number> {
  return integer(1, maximum);
}

/** An integer from `minimum` to `maximum`, as decimal digits. */
export function integer(minimum: number, maximum: number): CursorField<number> {
  return {
    write: String,
    read(text) {
      const value = Number(text);
      return /^(0|[1-9]\d{0,15})$/.test(text) && value >= minimum && value <= maximum ? value : undefined;
    },
  };
}

const MAX_UINT64 = 2n ** 64n - 1n;

/** An unsigned integer of 64 bits, as decimal digits. */
export const UINT64: CursorField<string> = {
  write: (digits) => digits,
  read: (text) => (/^(0|[1-9]\d{0,19})$/.test(text) && BigInt(text) <= MAX_UINT64 ? text : undefined),
};

/** An epoch, as the database makes it. */
export const EPOCH: CursorField<string> = {
  write: (epoch) => epoch,
  read: (text) => (/^[0-9a-f]{8}$/.test(text) ? text : undefined),
};

/** Hexadecimal digits. */
export const HEX: CursorField<string> = {
  write: (digits) => digits,
  read: (text) => (/^[0-9a-f]{16}$/.test(text) ? text : undefined),
};

/** An amount as the database writes it. */
export const DECIMAL: CursorField<string> = {
  write: (digits) => digits,
  read: (text) => (/^\d{1,10}\.\d{2}$/.test(text) ? text : undefined),
};

/** A time in UTC with microseconds, as the database writes it. */
export const TIMESTAMP: CursorField<string> = {
  write: (time) => time,
  read: (text) => (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/.test(text) && isInCalendar(text) ? text : undefined),
};

/** Whether PostgreSQL's calendar has it: no year 0, and no 30th of February, which `Date` reads as a day in March. */
function isInCalendar(time: string): boolean {
  const wholeSecond = time.slice(0, 19);
  const ms = Date.parse(`${wholeSecond}Z`);
  return !Number.isNaN(ms) && time >= '0001' && new Date(ms).toISOString().slice(0, 19) === wholeSecond;
}
