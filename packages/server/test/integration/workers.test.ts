import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../../../test/services/free-port.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { eventually } from '../../../../test/services/eventually.js';
import { realHttp } from '../../../../test/services/intercepted-http.js';
import type { components } from '@order-service/sdk';
import { servedSettings } from '../support/served-settings.js';
import { claims, signedToken } from '../support/signed-token.js';
import { TestClient } from '../support/test-client.js';
import { OtlpCollector } from '../support/otlp-collector.js';
import { OrderServiceProcess } from '../support/order-service-process.js';

type Diagnostics = components['schemas']['Diagnostics'];

interface LogLine {
  readonly msg: string;
  readonly worker?: number;
  readonly pid?: number;
}

const READY_REQUESTS =
  'http_server_request_duration_seconds_count\\{.*http_response_status_code="200",http_route="/health/ready"\\}';

describe('order-service with WORKERS', function () {
  this.timeout(120_000);
  realHttp();

  let folder: string;
  let database: TestDatabase;
  let program: OrderServiceProcess | undefined;
  let url: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'order-service-workers-test-'));
    database = await createTestDatabase();
  });

  afterEach(async () => {
    await program?.end('SIGTERM');
    program = undefined;
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  });

  async function start(workers: number, settings: Record<string, string> = {}): Promise<OrderServiceProcess> {
    const [port = 0] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    const env = {
      ...servedSettings({ databaseUrl: database.url, port }),
      WORKERS: String(workers),
      ...settings,
    };
    program = new OrderServiceProcess(['serve'], { folder, env });
    await eventually('every worker listens', () => pids().length === workers, 60_000);
    return program;
  }

  function logged(msg: string): LogLine[] {
    const lines = program?.stdout.split('\n').slice(0, -1) ?? [];
    return lines.map((line) => JSON.parse(line) as LogLine).filter((line) => line.msg === msg);
  }

  /** The process ids of all workers that have listened, oldest first. */
  function pids(): number[] {
    return logged('a worker listens').map(({ worker = 0 }) => worker);
  }

  function isAlive(pid: number): boolean {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  }

  function answers(): Promise<boolean> {
    return fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  it('lets operators look into every worker, and change the level of its log, through any of them', async () => {
    const running = await start(2);
    const operator = new TestClient(url, signedToken(claims({ role: 'operator' })));
    const listed = async () => (await operator.get<Diagnostics>('/api/v1/diagnostics')).body;
    const { processes } = await listed();
    expect(processes.map(({ process_id: pid }) => pid)).to.have.members(pids());
    await operator.send('PUT', '/api/v1/diagnostics/log-level', { json: { log_level: 'error' } });
    expect((await listed()).processes.map(({ log_level: level }) => level)).to.deep.equal(['error', 'error']);
    for (const pid of pids()) {
      const { status, body } = await operator.get(`/api/v1/diagnostics/cpu-profile?seconds=1&process_id=${pid}`);
      expect(status).to.equal(200);
      expect(body).to.include.keys('nodes', 'samples');
    }
    const none = await operator.get(`/api/v1/diagnostics/cpu-profile?seconds=1&process_id=${running.pid}`);
    expect(none.status).to.equal(404);

    const [blocked = 0, other] = pids();
    process.kill(blocked, 'SIGSTOP');
    // The primary process hands a worker no second connection before it has taken the first.
    const [answer, text] = await Promise.all([
      Promise.any([listed(), listed(), listed()]),
      Promise.any([metrics(), metrics(), metrics()]),
    ]);
    process.kill(blocked, 'SIGCONT');
    expect(answer.processes.map(({ process_id: pid }) => pid)).to.deep.equal([other]);
    expect(text).to.match(/^order_service_processes 1$/m);
  });

  it('replaces a killed worker, keeps serving, and drains every worker on SIGTERM', async () => {
    const running = await start(2);
    const [killed = 0, other = 0] = pids();
    process.kill(killed, 'SIGKILL');
    await eventually('another worker listens', () => pids().length === 3, 60_000);
    expect(await answers()).to.equal(true);
    expect(isAlive(killed)).to.equal(false);
    expect(isAlive(other)).to.equal(true);
    expect(logged('a worker ended by itself')).to.have.lengthOf(1);

    expect(await running.end('SIGTERM')).to.equal(0);
    expect(logged('stopped')).to.have.lengthOf(2);
    expect(running.stderr).to.equal('');
    expect(pids().some(isAlive)).to.equal(false);
  });

  it('returns and exports the metrics of all workers together, also of those that have ended', async () => {
    const collector = await OtlpCollector.start();
    const running = await start(2, {
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: collector.metricsUrl,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_METRIC_EXPORT_INTERVAL: '200',
    });
    const ready = { 'http.route': '/health/ready', 'http.response.status_code': 200 };
    const exported = () => collector.valueOf('http.server.request.duration', ready);
    for (let request = 0; request < 10; request += 1) expect(await answers()).to.equal(true);
    const [first, second] = [await metrics(), await metrics()];
    for (const text of [first, second]) {
      expect(text).to.match(new RegExp(`${READY_REQUESTS} 10$`, 'm'));
      expect(text).to.match(/^order_service_processes 2$/m);
      expect(text).to.match(/^order_service_processes_configured 2$/m);
    }

    await eventually(
      'what both workers have counted is exported',
      () => collector.valueOf('order_service_processes') === 2 && exported() === 10,
    );

    running.child.kill('SIGHUP');
    await eventually('every worker was replaced', () => logged('every worker was replaced').length === 1, 60_000);
    expect(await answers()).to.equal(true);
    expect(await metrics()).to.match(new RegExp(`${READY_REQUESTS} 11$`, 'm'));
    await eventually('the counts of ended workers stay in the sum that is exported', () => exported() === 11);
    await running.end('SIGTERM');
    expect(running.stderr).to.equal('');
    expect(new Set(collector.exports.map(({ resource }) => resource['service.instance.id'])).size).to.equal(1);
    await collector.stop();
  });

  async function metrics(): Promise<string> {
    // On a connection of its own, so that any worker may answer.
    return (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text();
  }

  it('replaces all workers on SIGHUP without a failed request, on new and kept-alive connections, and none outlives a killed primary', async () => {
    const running = await start(2);
    const before = pids();
    const clients = [new Client(url, true), new Client(url, true), new Client(url, false), new Client(url, false)];
    running.child.kill('SIGHUP');
    await eventually('every worker was replaced', () => logged('every worker was replaced').length === 1, 60_000);
    const outcomes = await Promise.all(clients.map((client) => client.stop()));
    for (const { answered, failures } of outcomes) {
      expect(failures).to.deep.equal([]);
      expect(answered).to.be.above(0);
    }
    expect(before.some(isAlive)).to.equal(false);
    expect(pids().slice(2).every(isAlive)).to.equal(true);

    running.child.kill('SIGKILL');
    await eventually('the workers have ended', () => !pids().some(isAlive), 20_000);
  });
});

/** Sends requests one after the other until it is stopped. */
class Client {
  readonly #url: string;
  #stopped = false;
  #answered = 0;
  readonly #failures: string[] = [];
  readonly #agent: Agent;
  readonly #done: Promise<void>;

  constructor(url: string, keepAlive: boolean) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive });
    this.#done = this.#run();
  }

  async stop(): Promise<{ answered: number; failures: readonly string[] }> {
    this.#stopped = true;
    await this.#done;
    this.#agent.destroy();
    return { answered: this.#answered, failures: this.#failures };
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const outcome = await this.#ask();
      if (outcome === '200') this.#answered += 1;
      else this.#failures.push(outcome);
    }
  }

  #ask(): Promise<string> {
    return new Promise((resolve) => {
      get(`${this.#url}/health/live`, { agent: this.#agent }, (response) => {
        response.resume().on('end', () => resolve(String(response.statusCode)));
      }).on('error', (error) => resolve(error.message));
    });
  }
}
