import { expect } from 'chai';
import { budget } from '../bench/budget.js';
import { goals } from '../bench/goals.js';
import { pgbenchScript, type PlainCase, type StatementOwner } from '../bench/pgbench-scripts.js';
import { median, type LatencyRow, type LoadRow, type Results } from '../bench/results.js';
import { firstPending, seededOrderOf, seededUser } from '../bench/seed.js';
import { CASES, Workload, type Case } from '../bench/workload.js';

const ORDERS = 10_000;
const SECRET = 'a secret of the tests, of more than 32 bytes';

function workload(): Workload {
  return new Workload(SECRET, ORDERS, firstPending(ORDERS), 3);
}

describe('the benchmark', () => {
  for (const owner of ['service', 'peer'] as StatementOwner[]) {
    for (const name of ['create', 'get', 'list', 'transition'] as PlainCase[]) {
      it(`gives pgbench the ${owner}'s statement for ${name}, with a value for each parameter`, () => {
        const options = { workload: workload(), orders: ORDERS, clients: 8, most: 100 };
        const { text, variables } = pgbenchScript(name, owner, options);
        expect(text).not.to.match(/\$\d/);
        const defined = [...text.matchAll(/^\\set (\w+)/gm)].map(([, variable = '']) => variable);
        const known = [...defined, ...Object.keys(variables), 'client_id'];
        // As pgbench reads it, which knows no quotes.
        for (const [, used = ''] of text.matchAll(/(?<!:):([A-Za-z_]\w*)/g)) expect(known).to.include(used);
      });
    }
  }

  it('requests only orders of the caller', () => {
    expect(seededOrderOf(0, 0, ORDERS)).to.equal(1);
    expect(seededUser(1)).to.equal(seededUser(0) + 1);
    for (const turn of [0, 1, 4, 5, 7_919]) {
      const id = seededOrderOf(3, turn, ORDERS);
      expect(((id - 1) / 2) % 1_000, 'the place of its owner among the users').to.equal(3);
      expect(id).to.be.within(1, ORDERS);
    }
  });

  it('changes the status of each order once, and reports when none is left', () => {
    const load = workload();
    const paths = load.requests('transition', 1_000).map(({ path }) => path);
    expect(new Set(paths).size).to.equal(1_000);
    load.returnPending(400);
    expect(load.requests('transition', 1)[0]?.path).to.equal(paths[600]);
    expect(() => load.requests('transition', ORDERS)).to.throw('--orders');
  });

  it('mixes gets, lists, creates and transitions 12 to 5 to 2 to 1', () => {
    const kinds = workload()
      .requests('mix', 200)
      .map(({ method, path }) => (path.includes('?') ? 'list' : method));
    const count = (kind: string) => kinds.filter((one) => one === kind).length;
    expect([count('GET'), count('list'), count('POST'), count('PATCH')]).to.deep.equal([120, 50, 20, 10]);
  });

  it('compares the medians of one number of connections', () => {
    const row = (contender: string, name: Case, perSecond: number, round = 1): LoadRow => ({
      ...{ round, contender, case: name, connections: 32, perSecond, failed: 0, databaseCpuUs: 1, machineCpuUs: 2 },
    });
    const load = CASES.flatMap((name) => [
      row('fastify-publishing', name, 100),
      row('service', name, 150, 1),
      row('service', name, 350, 2),
      row('service', name, 250, 3),
      { ...row('service', name, 9_000), connections: 128 },
    ]);
    const results = { load, latency: [], cli: [] } as unknown as Results;
    const get = goals(results).find(({ name }) => name.startsWith('get ÷ Fastify'));
    expect(get).to.include({ wanted: 2.5, reached: 2.5, byCpu: 1 });
    expect(median([4, 1, 3, 2])).to.equal(2.5);
  });

  it("compares the 99th percentile at 70 % of the slowest server's rate, by the median of the rounds", () => {
    const row = (contender: string, share: number, p99Ms: number): LatencyRow => ({
      ...{ round: 1, contender, case: 'get', connections: 32, perSecond: 1, failed: 0, databaseCpuUs: 1 },
      ...{ machineCpuUs: 1, rate: 1, share, p99Ms },
    });
    const peer = [10, 20, 90].map((p99Ms) => row('fastify-publishing', 0.7, p99Ms));
    const service = [row('service', 0.7, 15), row('service', 0.9, 80)];
    const results = { load: [], latency: [...peer, ...service], cli: [] } as unknown as Results;
    const p99 = goals(results).filter(({ name }) => name.startsWith('p99'));
    expect(p99.map(({ reached }) => reached)).to.deep.equal([NaN, 0.75, NaN, NaN]);
  });

  describe('the budget', () => {
    const costs = (pgbench: number, peer: number, service: number): LoadRow[] =>
      Object.entries({ pgbench, 'fastify-publishing': peer, service }).map(([contender, databaseCpuUs]) => ({
        ...{ round: 1, contender, case: 'get', connections: 32, perSecond: 1, failed: 0 },
        ...{ databaseCpuUs, machineCpuUs: databaseCpuUs },
      }));
    const published = costs(40, 120, 60);
    const exceeded = (now: readonly LoadRow[]): boolean[] => budget(published, now).map((row) => row.exceeded);

    it('is exceeded when a case costs over 15 % more, on a slower machine, too', () => {
      expect(exceeded(costs(40, 120, 70))).to.deep.equal([true]);
      expect(exceeded(costs(80, 240, 137))).to.deep.equal([false]);
      expect(exceeded(costs(80, 240, 139))).to.deep.equal([true]);
    });

    it('is kept when one reference alone was fast', () => {
      expect(exceeded(costs(30, 120, 60))).to.deep.equal([false]);
      expect(exceeded(costs(40, 90, 60))).to.deep.equal([false]);
    });

    it('needs a reference that was measured in both runs', () => {
      expect(() => budget(costs(40, 120, 60).slice(2), published)).to.throw('Neither pgbench nor fastify-publishing');
    });
  });
});
