/** Says what is wrong with a value, as `<JSON pointer> <must …>` lines; none when it has the shape. */
export type Shape = (value: unknown, pointer: string) => readonly string[];

/** A value that passes a test; `expected` ends the sentence "must be …". */
export function value(expected: string, accepts: (value: unknown) => boolean): Shape {
  return (candidate, pointer) => (accepts(candidate) ? [] : [`${pointer} must be ${expected}`]);
}

/** One of a few texts. */
export function oneOf(allowed: readonly string[]): Shape {
  return value(`one of ${allowed.join(', ')}`, (candidate) => allowed.some((known) => known === candidate));
}

/** An array of values of one shape. */
export function arrayOf(shape: Shape): Shape {
  return (candidate, pointer) =>
    Array.isArray(candidate)
      ? candidate.flatMap((item: unknown, index) => shape(item, `${pointer}/${index}`))
      : [`${pointer} must be an array`];
}

/** An object with at least these members; others are passed over, because an event may gain some. */
export function object(members: Readonly<Record<string, Shape>>): Shape {
  return (candidate, pointer) => {
    if (typeof candidate !== 'object' || candidate === null || Array.isArray(candidate)) {
      return [`${pointer || 'the event'} must be an object`];
    }
    return Object.entries(members).flatMap(([name, shape]) =>
      Object.hasOwn(candidate, name)
        ? shape((candidate as Record<string, unknown>)[name], `${pointer}/${name}`)
        : [`${pointer}/${name} is missing`],
    );
  };
}
