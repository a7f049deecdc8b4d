import type { Variables } from './environment-variables.js';

const NAME = 'PRODUCT_BATCH_PATH';
/** A path, with a query if need be, and one place for the ids. Of ASCII without white space, as a request line has it. */
const PATH = /^\/[!-~]*\{ids\}[!-~]*$/;

/** The path under which the product service answers for several products at once; undefined where it does not. */
export function readProductBatchPath(variables: Variables): string | undefined {
  const path = variables.optional(NAME);
  if (path !== undefined && (!PATH.test(path) || path.split('{ids}').length !== 2 || path.includes('#'))) {
    variables.problems.push(
      `${NAME} is "${path}". Set it to a path with {ids} once, where the ids of the products are put, ` +
        'as in /api/v1/products?ids={ids}.',
    );
  }
  return path;
}
