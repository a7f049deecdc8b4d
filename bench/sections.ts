import type { BudgetRow } from './budget.js';
import { relayShare } from './events.js';
import { goals } from './goals.js';
import { median, type GrowthRow, type LatencyRow, type LoadRow, type Results } from './results.js';
import { cpuUs, middleOf, throughput } from './run-load.js';
import { CASES } from './workload.js';

/** How much longer an order may take beside anonymous clients of any kind. */
const MAX_ANONYMOUS_RATIO = 3;
/** The contender that its variants are compared with. */
const SERVICE = 'service';

/** The results of the service and of the other contenders, as Markdown. */
export function serviceSection(results: Results): string {
  return [
    `${provenance(results)}\n${conditions(results)}`,
    '![Requests a second](benchmarks/chart.svg)\n',
    heading('Throughput', throughputTable(results)),
    heading('Processor time and memory', cpuTable(results)),
    headingIfAny('Variants of this service, as ratios to it', variantsTable(results)),
    results.latency.length > 0 ? heading('Latency at one rate for all', latencyTable(results)) : '',
    results.overload.length > 0 ? heading('Twice as many requests as are answered', overloadTable(results)) : '',
    results.events ? heading('Events', eventsTable(results)) : '',
    results.cli.length > 0 ? heading('Command line', startTable(results)) : '',
    results.load.length > 0 ? heading('Goals', goalsTable(results)) : '',
  ].join('\n');
}

/** Each statement on each table size, with the largest ratio. */
export function growthSection(results: Results): string {
  const sizes = [...new Set(results.growth.map(({ orders }) => orders))];
  const queries = [...new Set(results.growth.map(({ query }) => query))];
  // Names that start with an ellipsis are not unique, so rows are selected by index.
  const perSize = sizes.map((size) => results.growth.filter(({ orders }) => orders === size));
  const rows = (perSize[0] ?? []).map((first, index) => {
    const rowsOfQuery = perSize.map((of) => of[index]).filter((row): row is GrowthRow => row !== undefined);
    const last = rowsOfQuery.at(-1) ?? first;
    return [
      first.query,
      ...rowsOfQuery.map((row) => `${row.executionMs.toFixed(3)} ms, ${row.blocks}`),
      (last.executionMs / first.executionMs).toFixed(2),
      (last.blocks / first.blocks).toFixed(2),
      `${last.coldMs.toFixed(3)} ms`,
      (last.coldMs / first.coldMs).toFixed(2),
      last.scans.join(', '),
    ];
  });
  const columns = [
    'statement',
    ...sizes.map((size) => `${amount(size)} orders`),
    'time',
    'blocks',
    'cold, at the most',
    'cold time',
    'how, at the most',
  ];
  return `${provenance(results)}\n\n${queries.length > 0 ? table(columns, rows) : ''}`;
}

/** Memory and outbox over the number of requests. */
export function enduranceSection(results: Results): string {
  const { endurance } = results;
  const growth = (endurance.at(-1)?.rssMb ?? NaN) / (endurance[0]?.rssMb ?? NaN);
  const rows = endurance.map(({ requests, rssMb, outboxRows, outboxMb }) => [
    amount(requests),
    rate(rssMb),
    amount(outboxRows),
    outboxMb.toFixed(1),
  ]);
  return [
    `${provenance(results)}\n`,
    table(['requests of the mix so far', 'server RSS, MB', 'rows in the outbox', 'its size, MB'], rows),
    `From the first to the last line, the server's memory changed by a factor of ${growth.toFixed(2)}.\n`,
  ].join('\n');
}

/** How much longer an order takes beside anonymous clients. */
export function anonymousSection(results: Results): string {
  const rows = results.anonymous.map(({ kind, aloneMs, besideMs, anonymousPerSecond }) => [
    kind,
    rate(anonymousPerSecond),
    aloneMs.toFixed(2),
    besideMs.toFixed(2),
    verdict(besideMs / aloneMs, MAX_ANONYMOUS_RATIO, true),
  ]);
  const columns = [
    '30 anonymous clients',
    'answers a second',
    'p50 alone, ms',
    'p50 beside, ms',
    `ratio, ≤ ${MAX_ANONYMOUS_RATIO}`,
  ];
  return `${provenance(results)}\n\n${table(columns, rows)}`;
}

/** What live streams cost, and whether every event arrived on each. */
export function streamsSection(results: Results): string {
  const rows = results.streams.map((row) => [
    amount(row.streams),
    (row.openedMs / 1_000).toFixed(1),
    `${(row.idleCpuShare * 100).toFixed(1)} %`,
    rate(row.rssMb),
    `${amount(row.received)} of ${amount(row.expected)}`,
    row.eventCpuUs.toFixed(0),
    rate(row.p50Ms),
    rate(row.p99Ms),
  ]);
  const columns = [
    ...['streams', 'opened in, s', 'processor at rest', 'server RSS, MB', 'events that arrived'],
    ...['server CPU an event, µs', 'p50, ms', 'p99, ms'],
  ];
  return `${provenance(results)}\n\n${table(columns, rows)}`;
}

export function provenance({ command, startedAt, machine, commit }: Results): string {
  return `Measured by \`${command}\` on ${startedAt.slice(0, 16).replace('T', ' ')} UTC, commit ${commit}: ${machine}.`;
}

function conditions({ generator, orders, lines }: Results): string {
  return `${amount(orders)} orders of 3 items, new ones of ${lines}; the load, by ${generator}, and everything else ran on the same processors.\n`;
}

/** What others are divided by, where it was measured, and how a column names it. */
const DIVISORS: Readonly<Record<string, string>> = {
  pgbench: 'pgbench',
  fastify: 'Fastify',
  'fastify-publishing': 'Fastify, publishing',
  'fastify-outbox': 'Fastify, outbox',
  given: 'the given server',
};

function throughputTable({ load, contenders }: Results): string {
  const counts = [...new Set(load.map(({ connections }) => connections))];
  const divisors = contenders.flatMap(({ name }) => (DIVISORS[name] === undefined ? [] : [name]));
  const rows = CASES.flatMap((name) =>
    contenders
      .map((contender) => [
        name,
        contender.label,
        ...counts.map((count) => rate(throughput(load, contender.name, name, count))),
        ...divisors.map((other) => against(load, contender.name, other, name)),
      ])
      .filter((row) => row.slice(2, 2 + counts.length).some((cell) => cell !== '–')),
  );
  const columns = [...counts.map((count) => `${count} conn.`), ...divisors.map((other) => `÷ ${DIVISORS[other]}`)];
  return table(['requests a second', '', ...columns], rows);
}

function cpuTable({ load, contenders }: Results): string {
  const rows = CASES.flatMap((name) =>
    contenders
      .map((contender) => {
        const of = middle(load).filter((row) => row.contender === contender.name && row.case === name);
        const figure = (member: 'serverCpuUs' | 'databaseCpuUs' | 'machineCpuUs' | 'rssMb'): string =>
          rate(median(of.map((row) => row[member] ?? NaN)));
        return of.length === 0
          ? []
          : [
              name,
              contender.label,
              figure('serverCpuUs'),
              figure('databaseCpuUs'),
              figure('machineCpuUs'),
              figure('rssMb'),
            ];
      })
      .filter((row) => row.length > 0),
  );
  return table(['a request', '', 'server CPU, µs', 'database CPU, µs', 'whole machine, µs', 'server RSS, MB'], rows);
}

/** What each variant does and costs, compared with the service of the same run; empty without one. */
function variantsTable({ load, contenders }: Results): string {
  const times = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : '–');
  const rows = contenders
    .filter(({ name }) => name.startsWith(`${SERVICE}-`))
    .flatMap(({ name, label }) =>
      CASES.map((of) => [
        label,
        of,
        against(load, name, SERVICE, of),
        times(cpuUs(load, name, of) / cpuUs(load, SERVICE, of)),
      ]).filter(([, , throughput]) => throughput !== '–'),
    );
  return rows.length === 0 ? '' : table(['variant', 'case', 'throughput', 'processor time'], rows);
}

/** Medians of the rounds, with the least and the greatest. */
function latencyTable({ latency, contenders }: Results): string {
  const rows = CASES.flatMap((name) =>
    [...new Set(latency.map(({ share }) => share))].flatMap((share) =>
      contenders.flatMap((contender) => {
        const of = latency.filter(
          (row) => row.case === name && row.share === share && row.contender === contender.name,
        );
        const [first] = of;
        if (!first) return [];
        const times = (read: (row: LatencyRow) => number | undefined): string =>
          spread(of.map((row) => read(row) ?? NaN));
        const failed = of.reduce((sum, row) => sum + row.failed, 0);
        return [
          [
            ...[name, `${share * 100} %`, rate(first.rate), contender.label],
            ...[times((row) => row.p50Ms), times((row) => row.p99Ms), times((row) => row.p999Ms), String(failed)],
          ],
        ];
      }),
    ),
  );
  return table(['', 'of the slowest', 'requests a second', '', 'p50, ms', 'p99, ms', 'p99.9, ms', 'failed'], rows);
}

function overloadTable({ overload }: Results): string {
  return table(
    ['', 'connections', 'offered a second', 'answered', 'refused with 503', 'no answer', 'p50, ms', 'p99, ms'],
    overload.map((row) => [
      row.case,
      amount(row.connections),
      amount(row.offered),
      rate(row.answeredPerSecond),
      rate(row.refusedPerSecond),
      amount(row.lost),
      rate(row.p50Ms),
      rate(row.p99Ms),
    ]),
  );
}

function spread(values: readonly number[]): string {
  const [least, greatest] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(1));
  return values.length === 1 ? `${least}` : `${median(values).toFixed(1)} (${least}–${greatest})`;
}

function eventsTable({ events }: Results): string {
  if (!events) return '';
  const { barePerSecond, relayPerSecond, createsPerSecond, greatestLagSeconds } = events;
  return table(
    ['events', ''],
    [
      [
        "a bare confirm channel with the same messages and the relay's window",
        `${rate(median(barePerSecond))} a second`,
      ],
      ['the relay, from a full outbox', `${rate(median(relayPerSecond))} a second (${relayShare(events).toFixed(2)})`],
      [
        `the oldest unconfirmed event at ${rate(createsPerSecond)} orders a second (70 %)`,
        `${greatestLagSeconds.toFixed(2)} s`,
      ],
    ],
  );
}

function startTable({ cli }: Results): string {
  return table(
    ['command', 'median, ms', 'CPU, ms', 'beside', 'time ratio', 'CPU ratio'],
    cli.map((row) => [
      `\`${row.command}\``,
      row.medianMs.toFixed(0),
      row.cpuMs.toFixed(0),
      `\`${row.beside}\``,
      row.ratio.toFixed(2),
      row.cpuRatio.toFixed(2),
    ]),
  );
}

function goalsTable(results: Results): string {
  return table(
    ['goal', 'wanted', 'reached, by rate', 'by processor time'],
    goals(results).map(({ name, wanted, wantedByCpu = wanted, reached, byCpu = NaN, atMost = false }) => [
      name,
      `${atMost ? '≤' : '≥'} ${wanted}${wantedByCpu === wanted ? '' : `, by processor time ${wantedByCpu}`}`,
      verdict(reached, wanted, atMost),
      verdict(byCpu, wantedByCpu, atMost),
    ]),
  );
}

/** The costs beside the published ones. */
export function budgetSection(rows: readonly BudgetRow[]): string {
  const times = (value: number): string => `${value.toFixed(2)} ×`;
  return table(
    ['case', 'processor time of', 'published', 'now', 'verdict'],
    rows.flatMap(({ case: name, comparisons, exceeded }) =>
      comparisons.map(({ reference, published, now }, index) => [
        index === 0 ? name : '',
        reference,
        times(published),
        times(now),
        index === 0 ? (exceeded ? 'TOO EXPENSIVE' : 'kept') : '',
      ]),
    ),
  );
}

function verdict(value: number, wanted: number, atMost: boolean): string {
  if (!Number.isFinite(value)) return '–';
  return `${value.toFixed(2)}, ${(atMost ? value <= wanted : value >= wanted) ? 'yes' : 'no'}`;
}

function against(load: readonly LoadRow[], contender: string, other: string, name: LoadRow['case']): string {
  const ratio = throughput(load, contender, name) / throughput(load, other, name);
  return contender === other || !Number.isFinite(ratio) ? '–' : ratio.toFixed(2);
}

function middle(load: readonly LoadRow[]): LoadRow[] {
  const count = middleOf(load.map(({ connections }) => connections));
  return load.filter(({ connections }) => connections === count);
}

function rate(value: number): string {
  return Number.isFinite(value) ? amount(Math.round(value)) : '–';
}

export function amount(value: number): string {
  return value.toLocaleString('en');
}

function headingIfAny(title: string, body: string): string {
  return body === '' ? '' : heading(title, body);
}

function heading(title: string, body: string): string {
  return `### ${title}\n\n${body}`;
}

export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}
