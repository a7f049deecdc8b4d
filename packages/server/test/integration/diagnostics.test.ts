import { expect } from 'chai';
import type { components } from '@order-service/sdk';
import { eventually } from '../../../../test/services/eventually.js';
import { TestClient, type Problem } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

type Diagnostics = components['schemas']['Diagnostics'];

const PATH = '/api/v1/diagnostics';

interface CpuProfile {
  readonly nodes: readonly { readonly callFrame: { readonly functionName: string } }[];
  readonly samples: readonly number[];
}

describe('Diagnostics', () => {
  const service = useTestService({ config: { slowStatementMs: 1 }, overrides: { profileSecondMs: 20 } });
  const processes = async () => (await service().operator().get<Diagnostics>(PATH)).body.processes;

  it('are for operators only', async () => {
    const customer = service().newUser();
    for (const path of ['', '/cpu-profile', '/heap-profile']) {
      expect((await customer.get(`${PATH}${path}`)).status, path).to.equal(403);
    }
    const refused = await customer.send('PUT', `${PATH}/log-level`, { json: { log_level: 'silent' } });
    expect(refused.status).to.equal(403);
  });

  it('list the process with its memory, its event loop and the level of its log', async () => {
    const [one, ...others] = await processes();
    expect(others).to.deep.equal([]);
    expect(one).to.deep.include({ process_id: process.pid, log_level: 'debug', profiling: false });
    expect(one!.resident_bytes).to.be.above(one!.heap_used_bytes);
  });

  it('change the level of the log, and back after a time', async () => {
    const level = async () => (await processes())[0]!.log_level;
    const set = (json: object) => service().operator().send('PUT', `${PATH}/log-level`, { json });
    expect((await set({ log_level: 'error' })).body).to.deep.equal({ log_level: 'error', seconds: null });
    const lines = service().logLines.length;
    await service().newUser().get('/api/v1/orders');
    expect(service().logLines).to.have.lengthOf(lines);
    await set({ log_level: 'warn', seconds: 1 });
    expect(await level()).to.equal('warn');
    await eventually('the configured level has returned', async () => (await level()) === 'debug');
  });

  it('take a profile of the processor time, one at a time', async () => {
    const operator = service().operator();
    const first = operator.get<CpuProfile>(`${PATH}/cpu-profile?seconds=60`);
    await eventually('the profile has begun', async () => (await processes())[0]!.profiling);
    const second = await operator.get<Problem>(`${PATH}/heap-profile?seconds=1`);
    expect([second.status, second.body.code]).to.deep.equal([409, 'profile_running']);
    const { status, body } = await first;
    expect(status).to.equal(200);
    expect(body.samples).not.to.be.empty;
    expect(body.nodes.map(({ callFrame }) => callFrame.functionName)).to.include('(root)');
  });

  it('take a profile of the memory, of a process of this server', async () => {
    const operator = service().operator();
    const { body } = await operator.get<object>(`${PATH}/heap-profile?seconds=1&process_id=${process.pid}`);
    expect(body).to.have.keys(['head', 'samples']);
    const other = await operator.get<Problem>(`${PATH}/heap-profile?seconds=1&process_id=1`);
    expect([other.status, other.body.code]).to.deep.equal([404, 'process_not_found']);
  });

  it('are served on the port of health and metrics, where there is one, to operators', async () => {
    const replica = await service().addReplica({ operationsPort: 0, readOnly: true });
    const at = (url: string) => new TestClient(url, service().operator().token);
    expect((await at(replica.url).sendUnchecked('GET', PATH)).status).to.equal(404);
    const there = at(replica.operationsUrl!);
    expect((await there.get(PATH)).status).to.equal(200);
    expect((await there.send('PUT', `${PATH}/log-level`, { json: { log_level: 'debug' } })).status).to.equal(200);
    expect((await new TestClient(replica.operationsUrl!, undefined).get(PATH)).status).to.equal(401);
  });

  it('log statements that took too long by their names, without their values', async () => {
    await service().query('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
    const listing = service().newUser().get('/api/v1/orders');
    await eventually('the statement waits', async () => {
      const [row] = await service().query<{ waiting: boolean }>(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'orders'::regclass) AS waiting",
      );
      return row!.waiting;
    });
    await service().query('COMMIT');
    expect((await listing).status).to.equal(200);
    const slow = service().logLines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const found = slow.filter(({ msg, statement }) => msg === 'slow statement' && String(statement).includes('list'));
    expect(found[0]).to.include({ level: 'warn' });
    expect(found[0]!.durationMs).to.be.a('number');
  });
});
