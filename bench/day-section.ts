import { verdicts } from './day.js';
import type { DayHour, DayTable, Results } from './results.js';
import { amount, provenance, table } from './sections.js';

/** Every so many hours a row. */
const STEP_HOURS = 3;

/** The tables over the hours of a day, and what an order leaves in each. */
export function daySection(results: Results): string {
  const { day } = results;
  const names = day[0]?.tables.map(({ name }) => name) ?? [];
  const rows = day
    .filter(({ hour }) => hour % STEP_HOURS === 0)
    .map(({ hour, orders, tables }) => [String(hour), amount(orders), ...tables.map(({ mb }) => mb.toFixed(1))]);
  return [
    `${provenance(results)}\n`,
    'Size in MB, with indexes, dead rows and free space:\n',
    table(['hour', 'orders', ...names.map((name) => `\`${name}\``)], rows),
    'The second half of the day:\n',
    table(
      ['table', 'bytes an order', 'rows', 'dead rows at most'],
      names.map((name) => growthOf(name, day)),
    ),
    table(
      ['table', 'wanted', 'reached'],
      verdicts(day).map(({ table: name, wanted, kept }) => [`\`${name}\``, wanted, kept ? 'yes' : 'NO']),
    ),
  ].join('\n');
}

function growthOf(name: string, day: readonly DayHour[]): string[] {
  const half = day.slice(Math.floor(day.length / 2) - 1);
  const at = (hour: DayHour | undefined): DayTable | undefined => hour?.tables.find((one) => one.name === name);
  const [first, last] = [half[0], half.at(-1)];
  const orders = (last?.orders ?? NaN) - (first?.orders ?? NaN);
  const bytes = (((at(last)?.mb ?? NaN) - (at(first)?.mb ?? NaN)) * 2 ** 20) / orders;
  const dead = Math.max(...half.map((hour) => at(hour)?.dead ?? NaN));
  return [`\`${name}\``, amount(Math.round(bytes)), amount(at(last)?.rows ?? NaN), amount(dead)];
}
