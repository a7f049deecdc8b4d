import { expect } from 'chai';
import { PROBLEM_CODES } from '@order-service/sdk';
import { contract, contractOperations, resolve } from '../support/conformance.js';
import { TestClient, type Problem } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

describe('Documentation', () => {
  const service = useTestService();

  it('serves the contract', async () => {
    const { body } = await service().anonymous().get('/openapi.json');
    expect(body).to.deep.equal(JSON.parse(JSON.stringify(contract)));
  });

  it('serves a documentation page that loads nothing from other hosts', async () => {
    const someone = service().anonymous();
    const { status, text, headers } = await someone.get('/docs');
    expect(status).to.equal(200);
    expect(headers['content-security-policy']).to.contain("default-src 'none'");
    const assets = [...text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => path!);
    expect(assets.length).to.be.above(2);
    for (const path of assets) {
      expect(path).to.match(/^\/docs\//);
      const asset = await someone.sendUnchecked('GET', path);
      expect(asset.status, path).to.equal(200);
      expect(asset.headers['content-type'], path).to.match(/^(text\/(css|javascript)|image\/png)/);
    }
  });

  it('sends from its documentation page only the optional parameters that a reader has filled in', () => {
    // Swagger UI fills fields with examples: a fixed Idempotency-Key would make all orders of a reader the same order.
    const examples = contractOperations.flatMap(({ operationId, parameters }) =>
      parameters
        .filter((parameter) => parameter.in !== 'path')
        .filter(
          (parameter) => 'example' in parameter || 'examples' in parameter || 'example' in resolve(parameter.schema),
        )
        .map(({ name }) => `${operationId}: ${name}`),
    );
    expect(examples).to.deep.equal([]);
  });

  for (const path of ['/openapi.json', '/docs', '/docs/swagger-ui-bundle.js', '/docs/start.js']) {
    it(`sends ${path} compressed, and not again to a client that has it`, async () => {
      const someone = service().anonymous();
      const [plain, compressed] = [
        await someone.sendUnchecked('GET', path),
        await someone.sendUnchecked('GET', path, { headers: { 'accept-encoding': 'gzip' } }),
      ];
      expect(plain.headers).not.to.have.property('content-encoding');
      expect(compressed.headers).to.include({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
      expect(compressed.headers.etag).not.to.equal(plain.headers.etag);
      const again = await someone.sendUnchecked('GET', path, {
        headers: { 'if-none-match': compressed.headers.etag!, 'accept-encoding': 'gzip' },
      });
      expect([again.status, again.text]).to.deep.equal([304, '']);
    });
  }

  it('serves neither the contract nor its page with DOCS=off, and problem pages still', async () => {
    const replica = await service().addReplica({ docs: false });
    const someone = new TestClient(replica.url, undefined);
    for (const path of ['/docs', '/openapi.json', '/docs/swagger-ui-bundle.js', '/docs/start.js']) {
      expect((await someone.get(path)).status, path).to.equal(404);
    }
    expect((await someone.get('/problems/rate_limited')).status).to.equal(200);
  });

  for (const path of [
    '/docs/package.json',
    '/docs/..%2Fpackage.json',
    '/docs/%2e%2e%2fpackage.json',
    '/docs/__proto__',
  ]) {
    it(`serves no other file: ${path}`, async () => {
      const { status, body } = await service().anonymous().get<Problem>(path);
      expect(status).to.equal(404);
      expect(body.code).to.equal('route_not_found');
    });
  }

  it("has a page for every problem's type", async () => {
    for (const code of PROBLEM_CODES) {
      const { status, text } = await service().anonymous().get(`/problems/${code}`);
      expect(status, code).to.equal(200);
      expect(text).to.contain(code);
    }
    for (const code of ['nothing', '__proto__', 'constructor', '%00', '%E0%A4%A']) {
      expect((await service().anonymous().get(`/problems/${code}`)).status, code).to.equal(404);
    }
  });

  it('answers an unknown path with a problem document, whatever the method', async () => {
    for (const method of ['GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'PROPFIND']) {
      const { status, body } = await service().newUser().send<Problem>(method, '/api/v1/nothing-here');
      expect([status, body.code], method).to.deep.equal([404, 'route_not_found']);
    }
  });

  it('answers an unsupported method with 405 and the allowed methods', async () => {
    const rows: [method: string, path: string, allowed: string[]][] = [
      ['DELETE', '/api/v1/orders', ['GET', 'HEAD', 'POST']],
      ['DELETE', '/api/v1/orders/1', ['GET', 'HEAD']],
      ['PUT', '/api/v1/orders/1/status', ['PATCH']],
      ['GET', '/api/v1/orders/1/status', ['PATCH']],
      ['POST', '/health', ['GET', 'HEAD']],
      ['PROPFIND', '/api/v1/orders', ['GET', 'HEAD', 'POST']],
    ];
    for (const [method, path, allowed] of rows) {
      const { status, body, headers } = await service().newUser().send<Problem>(method, path);
      expect([status, body.code], `${method} ${path}`).to.deep.equal([405, 'method_not_allowed']);
      expect(headers.allow!.split(', ').sort()).to.deep.equal(allowed);
    }
  });
});

describe('Figures that anyone may read', () => {
  const service = useTestService({ overrides: { healthMaxAgeMs: 60_000 } });

  it('are read from the database once in their time, whoever asks and however often', async () => {
    const someone = service().anonymous();
    const depth = async () => /^outbox_depth (\d+)/m.exec((await someone.get('/metrics')).text)?.[1];
    const outbox = async () => (await someone.get<{ outbox: { depth: number } }>('/health')).body.outbox.depth;
    expect([await depth(), await outbox()]).to.deep.equal(['0', 0]);
    await service().newUser().placed();
    expect([await depth(), await outbox()]).to.deep.equal(['0', 0]);
  });
});

describe('Health and metrics on a port of their own', () => {
  const service = useTestService({ config: { operationsPort: 0 } });
  const PATHS = ['/health', '/health/live', '/health/ready', '/metrics'];

  it('are served there, and not on the public port', async () => {
    const operations = new TestClient(service().replicas[0]!.operationsUrl!, undefined);
    for (const path of PATHS) {
      expect((await operations.get(path)).status, path).to.equal(200);
      for (const spelling of [path, `${path}/`, path.toUpperCase(), path.replace('h', '%68'), `/.${path}`]) {
        const { status, body } = await service().anonymous().sendUnchecked('GET', spelling);
        expect(status, spelling).to.equal(404);
        expect(body, spelling).to.include({ code: 'route_not_found' });
      }
    }
  });

  it('are all that is served there', async () => {
    const url = service().replicas[0]!.operationsUrl!;
    const { token } = service().newUser();
    for (const path of ['/api/v1/orders', '/docs', '/openapi.json', '/Health', '/metrics/x']) {
      expect((await new TestClient(url, token).sendUnchecked('GET', path)).status, path).to.equal(404);
    }
    expect((await service().newUser().get('/api/v1/orders')).status).to.equal(200);
  });
});
