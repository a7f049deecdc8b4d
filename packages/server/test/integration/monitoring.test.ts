import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { allStatements } from '../support/all-statements.js';
import { untilGarbageIsCollected } from '../support/collected-garbage.js';
import { exposedSeries, type ExposedSeries } from '../support/exposed-series.js';
import { matchersOf, metricsOf, groupingLabelsOf, syntaxErrorsIn } from '../support/promql.js';
import { RUNBOOK_COMMANDS } from '../support/runbook.js';
import { useTestService } from '../support/test-service.js';

const DOCS = new URL('../../../../docs/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, DOCS), 'utf8');

interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
}

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[];
  readonly templating: { readonly list: readonly { readonly query: string }[] };
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
}

const { groups } = parse(read('monitoring/alerts.yml')) as { groups: readonly { rules: readonly AlertRule[] }[] };
const RULES = groups.flatMap(({ rules }) => rules);
const DASHBOARD = JSON.parse(read('monitoring/dashboard.json')) as Dashboard;

/** What Prometheus adds to every series. */
const LABELS_OF_PROMETHEUS = ['job', 'instance'];
/** Series that Prometheus makes. */
const SERIES_OF_PROMETHEUS = ['up', 'ALERTS'];

const EXPRESSIONS: readonly (readonly [where: string, promql: string])[] = [
  ...RULES.map(({ alert, expr }) => [`alert ${alert}`, expr] as const),
  ...DASHBOARD.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => [`panel ${title}`, expr.replaceAll('$__rate_interval', '5m')] as const),
  ),
  ...RUNBOOK_COMMANDS.filter(({ language }) => language === 'promql').map(
    ({ page, text }) => [`${page}: ${text}`, text] as const,
  ),
];

describe('The alert rules, the dashboard and the queries of the runbooks', () => {
  const service = useTestService({
    config: { timedTransitions: [{ from: 'pending', to: 'cancelled', afterSeconds: 3_600, after: '1h' }] },
  });
  let exposed: ExposedSeries;
  let statements: readonly string[];

  before(async () => {
    statements = (await allStatements()).map(({ name }) => name);
    await service().newUser().placed();
    await failOneRequest();
    await untilGarbageIsCollected();
    exposed = exposedSeries((await service().anonymous().get('/metrics')).text);
  });

  /** Labels of failures have a value only after one. */
  async function failOneRequest(): Promise<void> {
    await service().query('ALTER TABLE order_status_counts RENAME TO renamed');
    const { status } = await service().operator().get('/api/v1/stats');
    await service().query('ALTER TABLE renamed RENAME TO order_status_counts');
    expect(status).to.equal(503);
  }

  /** Statements have a series once they have run, which some do only with a broker. */
  function valuesOf(metric: string, label: string): readonly string[] {
    return label === 'db_query_summary' ? statements : exposed.valuesOf(metric, label);
  }

  for (const [where, promql] of EXPRESSIONS) {
    it(`${where} reads only metrics, labels and values that a server exposes`, () => {
      expect(syntaxErrorsIn(promql)).to.deep.equal([]);
      const names = metricsOf(promql).filter((name) => !SERIES_OF_PROMETHEUS.includes(name));
      for (const name of names) expect(exposed.labelsOf(name), name).not.to.equal(undefined);
      for (const { metric, label, pattern } of matchersOf(promql)) {
        if (LABELS_OF_PROMETHEUS.includes(label)) continue;
        expect(exposed.labelsOf(metric), `${metric} has the label`).to.include(label);
        if (pattern) expect(valuesOf(metric, label), `${metric}{${label}}`).to.satisfy(anyMatches(pattern));
      }
      const known = [...LABELS_OF_PROMETHEUS, 'le', ...names.flatMap((name) => exposed.labelsOf(name) ?? [])];
      for (const label of groupingLabelsOf(promql)) expect(known).to.include(label);
    });
  }

  for (const { alert, expr, annotations } of RULES) {
    it(`alert ${alert} names only labels that it has`, () => {
      const used = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label);
      const names = metricsOf(expr).filter((name) => !SERIES_OF_PROMETHEUS.includes(name));
      const grouped = groupingLabelsOf(expr);
      const known = grouped.length > 0 ? grouped : names.flatMap((name) => exposed.labelsOf(name) ?? []);
      for (const label of used) expect([...known, ...LABELS_OF_PROMETHEUS]).to.include(label);
    });
  }

  for (const { page, text } of RUNBOOK_COMMANDS.filter(({ language }) => language === 'sql')) {
    it(`${page} has SQL that runs: ${text.split('\n')[0]}`, async () => {
      const noProcess = '0'; // nothing is ended
      await service().query(text.replaceAll('PID', noProcess));
    });
  }

  it('variables of the dashboard exist', () => {
    const queries = DASHBOARD.templating.list.map(({ query }) => query).filter((query) => query.includes('('));
    for (const query of queries) {
      const [, selector = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? [];
      for (const name of metricsOf(selector)) expect(exposed.labelsOf(name), query).not.to.equal(undefined);
      expect(LABELS_OF_PROMETHEUS).to.include(label);
    }
  });
});

describe('The runbooks', () => {
  const pages = readdirSync(new URL('runbooks/', DOCS)).filter((name) => name !== 'README.md');

  it('are one page for each alert', () => {
    expect(RULES.map(({ annotations }) => annotations.runbook_url)).to.have.members(
      pages.map((name) => `docs/runbooks/${name}`),
    );
    expect(new Set(RULES.map(({ alert }) => alert)).size).to.equal(RULES.length);
  });

  for (const { alert, annotations } of RULES) {
    it(`${alert} says what it means, what to look at, what to do, and how to know that it is over`, () => {
      const text = read(annotations.runbook_url.replace('docs/', ''));
      expect(text.split('\n')[0]).to.equal(`# ${alert}`);
      expect(text.match(/^## .+$/gm)).to.deep.equal([
        '## What it means',
        '## What to look at',
        '## What to do',
        '## How to know that it is over',
      ]);
      expect(read('runbooks/README.md')).to.contain(`[${alert}](`);
    });
  }
});

function anyMatches(pattern: RegExp): (values: readonly string[]) => boolean {
  return (values) => values.some((value) => pattern.test(value));
}
