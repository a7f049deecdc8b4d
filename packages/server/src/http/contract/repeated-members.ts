import type { Violation } from '../problems/request-errors.js';
import { segment } from './violations.js';

/** Strings, and the characters that give them their places. Numbers and words are left out. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},]/g;

/** An array or object that is being read. */
interface Open {
  readonly pointer: string;
  /** The names that the object has had; undefined in an array. */
  readonly names: Set<string> | undefined;
  /** The segment of the current element or member. */
  current: string;
  /** Whether the next string is a member's name. */
  expectsName: boolean;
  index: number;
}

/**
 * The members that an object of a JSON text has more than once. `JSON.parse` takes the last one, other parsers take the
 * first, so that a proxy may have checked another value than this server would use (RFC 8259, section 4). Not recursive,
 * because a body may be nested as deeply as it is long. `text` must be JSON.
 */
export function repeatedMembers(text: string): Violation[] {
  const violations: Violation[] = [];
  const open: Open[] = [];
  for (const [token] of text.matchAll(TOKENS)) {
    const inner = open.at(-1);
    if (token === '{' || token === '[') open.push(opened(token, inner));
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',') advance(inner);
    else if (inner?.names && inner.expectsName) violations.push(...named(inner, inner.names, token));
  }
  return violations;
}

function opened(token: '{' | '[', outer: Open | undefined): Open {
  const isObject = token === '{';
  return {
    pointer: outer ? `${outer.pointer}/${outer.current}` : '',
    names: isObject ? new Set() : undefined,
    current: '0',
    expectsName: isObject,
    index: 0,
  };
}

function advance(inner: Open | undefined): void {
  if (!inner) return;
  inner.index += 1;
  if (inner.names) inner.expectsName = true;
  else inner.current = String(inner.index);
}

function named(object: Open, names: Set<string>, token: string): Violation[] {
  const name = JSON.parse(token) as string; // two spellings of one name are the same name
  object.expectsName = false;
  object.current = segment(name);
  const isRepeated = names.has(name);
  names.add(name);
  if (!isRepeated) return [];
  return [{ in: 'body', pointer: `${object.pointer}/${object.current}`, detail: 'must not be given twice' }];
}
