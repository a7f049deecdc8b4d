import { isDeepStrictEqual } from 'node:util';
import { resolve, type Contract, type Node } from './document.js';

export interface Change {
  readonly breaks: boolean;
  /** Such as `createOrder, body /items`. */
  readonly where: string;
  readonly what: string;
}

/** Who sends what a schema describes: clients must be able to go on sending, and to go on reading. */
export type Direction = 'sent by clients' | 'read by clients';

/** The two contracts that are compared, and what is compared in them. */
export interface Comparison {
  readonly before: Contract;
  readonly after: Contract;
  readonly direction: Direction;
}

/** What differs between two versions of a schema. */
export function compareSchemas(comparison: Comparison, was: Node, is: Node, where: string): Change[] {
  const [before, after] = [flatten(comparison.before, was), flatten(comparison.after, is)];
  return [
    ...compareTypes(comparison, before, after, where),
    ...compareValues(comparison, before, after, where),
    ...compareBounds(comparison, before, after, where),
    ...compareMembers(comparison, before, after, where),
    ...compareParts(comparison, before, after, where),
  ];
}

/** A schema without its reference and its `allOf`. Recursive schemas are not supported: the contract has none. */
function flatten(contract: Contract, node: Node): Node {
  const { $ref, allOf = [], ...own } = node as Node & { allOf?: readonly Node[] };
  const parts = [...($ref === undefined ? [] : [resolve(contract, { $ref })]), ...allOf];
  return parts.map((part) => flatten(contract, part)).reduce<Node>(merge, own);
}

function merge(over: Node, under: Node): Node {
  const properties = { ...membersOf(under), ...membersOf(over) };
  const required = [...new Set([...requiredOf(under), ...requiredOf(over)])];
  return {
    ...under,
    ...over,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

const membersOf = ({ properties = {} }: Node) => properties as Readonly<Record<string, Node>>;
const requiredOf = ({ required = [] }: Node) => required as readonly string[];

function compareTypes({ direction }: Comparison, before: Node, after: Node, where: string): Change[] {
  const typesOf = ({ type }: Node): readonly unknown[] => (type === undefined ? ['any'] : [type].flat());
  const gone = typesOf(before).filter((type) => !typesOf(after).includes(type));
  const come = typesOf(after).filter((type) => !typesOf(before).includes(type));
  return [
    ...gone.map((type) => ({
      breaks: direction === 'sent by clients',
      where,
      what: `no longer of type ${String(type)}`,
    })),
    ...come.map((type) => ({ breaks: direction === 'read by clients', where, what: `may be of type ${String(type)}` })),
  ];
}

/** Values that clients read may be new ones at any time: the contract says so, and the SDK's types are open. */
function compareValues({ direction }: Comparison, before: Node, after: Node, where: string): Change[] {
  const valuesOf = (node: Node) => (node.const === undefined ? (node.enum as unknown[] | undefined) : [node.const]);
  const [was, is] = [valuesOf(before), valuesOf(after)];
  const isRequest = direction === 'sent by clients';
  if (!was && !is) return [];
  if (!was || !is) {
    return [{ breaks: isRequest && !was, where, what: was ? 'takes any value' : 'takes listed values only' }];
  }
  return [
    ...was
      .filter((value) => !is.includes(value))
      .map((value) => ({ breaks: isRequest, where, what: `${String(value)} is gone` })),
    ...is
      .filter((value) => !was.includes(value))
      .map((value) => ({ breaks: false, where, what: `${String(value)} is new` })),
  ];
}

const LOWER_BOUNDS = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const UPPER_BOUNDS = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

function compareBounds({ direction }: Comparison, before: Node, after: Node, where: string): Change[] {
  const isRequest = direction === 'sent by clients';
  const changes = (
    names: readonly string[],
    absent: number,
    isTighter: (was: number, is: number) => boolean,
  ): Change[] =>
    names.flatMap((name) => {
      const [was, is] = [before[name] ?? absent, after[name] ?? absent] as [number, number];
      if (was === is) return [];
      return [{ breaks: isRequest && isTighter(was, is), where, what: `${name} was ${was} and is ${is}` }];
    });
  const forms = ['pattern', 'format', 'default', 'uniqueItems', 'multipleOf'].flatMap((name) => {
    if (isDeepStrictEqual(before[name], after[name])) return [];
    const isLoosened = isRequest && name !== 'default' && after[name] === undefined;
    return [{ breaks: !isLoosened, where, what: `${name} was ${String(before[name])} and is ${String(after[name])}` }];
  });
  return [
    ...changes(LOWER_BOUNDS, -Infinity, (was, is) => is > was),
    ...changes(UPPER_BOUNDS, Infinity, (was, is) => is < was),
    ...forms,
  ];
}

function compareMembers(comparison: Comparison, before: Node, after: Node, where: string): Change[] {
  const isRequest = comparison.direction === 'sent by clients';
  const [was, is] = [membersOf(before), membersOf(after)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name) => {
    const place = `${where}/${name}`;
    const [required, requires] = [requiredOf(before).includes(name), requiredOf(after).includes(name)];
    if (!is[name]) return [{ breaks: true, where: place, what: 'is gone' }];
    if (!was[name])
      return [{ breaks: isRequest && requires, where: place, what: requires ? 'is new and required' : 'is new' }];
    const presence =
      required === requires
        ? []
        : [{ breaks: isRequest === requires, where: place, what: requires ? 'is required now' : 'may be absent now' }];
    return [...presence, ...compareSchemas(comparison, was[name], is[name], place)];
  });
}

/** Alternatives are compared one by one where they are the same component, and by their number otherwise. */
function compareParts(comparison: Comparison, before: Node, after: Node, where: string): Change[] {
  const isRequest = comparison.direction === 'sent by clients';
  const nested = ['items', 'propertyNames', 'additionalProperties'].flatMap((name) => {
    const [was = true, is = true] = [before[name], after[name]] as (Node | boolean | undefined)[];
    if (typeof was === 'object' && typeof is === 'object') return compareSchemas(comparison, was, is, `${where}/*`);
    if (isDeepStrictEqual(was, is)) return [];
    return [{ breaks: isRequest && was === true, where, what: `${name} changed` }];
  });
  const alternativesOf = (node: Node) => (node.oneOf ?? node.anyOf ?? []) as readonly Node[];
  const [was, is] = [alternativesOf(before), alternativesOf(after)];
  const keyOf = (alternative: Node, at: number) => alternative.$ref ?? `${JSON.stringify(alternative.type)} ${at}`;
  const later = new Map(is.map((alternative, at) => [keyOf(alternative, at), alternative]));
  const earlier = new Set(was.map(keyOf));
  return [
    ...nested,
    ...was.flatMap((alternative, at) => {
      const counterpart = later.get(keyOf(alternative, at));
      if (counterpart) return compareSchemas(comparison, alternative, counterpart, where);
      return [{ breaks: isRequest, where, what: `${keyOf(alternative, at)} is gone` }];
    }),
    ...[...later.keys()]
      .filter((key) => !earlier.has(key))
      .map((key) => ({ breaks: isRequest && was.length === 0, where, what: `${key} is new` })),
  ];
}
