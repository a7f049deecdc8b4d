import { joinWords } from '../../render/words.js';
import { ORDER_FILTERS } from '../orders/order-filters.js';

/** What the service answers to a combination of filters that it has no index for. */
export interface UnsupportedFilters {
  readonly filters: readonly string[];
  readonly supported: readonly { readonly by: readonly string[]; readonly with: readonly string[] }[];
}

/** Describes it in the words of the command line: the service names its own parameters. */
export function describeUnsupported({ filters, supported }: UnsupportedFilters): { message: string; hints: string[] } {
  const asked = namesOf(filters);
  const possible = supported.map(({ by, with: others }) => {
    const leading = namesOf(by);
    const also = namesOf(others).filter((name) => !leading.includes(name));
    const one = leading.length > 1 ? `one of ${leading.join(', ')}` : (leading[0] ?? 'none of the others');
    return `${one}, with any of ${also.join(', ')}`;
  });
  return {
    message: `Orders cannot be listed by ${joinWords(asked, 'and') || 'that'} at once: it would read all of them.`,
    hints: [`Possible: ${possible.join('; ')}.`],
  };
}

function namesOf(params: readonly string[]): string[] {
  return params.map((param) => ORDER_FILTERS.find((filter) => filter.param === param)?.name ?? param);
}
