import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { contractOperations, resolve } from '../support/conformance.js';
import { TWO_HEADPHONES, type TestClient } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

const SHOP = 'https://shop.example';
const FROM_SHOP = { Origin: SHOP };

/** The headers that browsers use, by their name without the prefix they share. */
function accessControl(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const prefix = 'access-control-';
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value ?? '']),
  );
}

/** The names of a list, as browsers compare them. */
const names = (list = '') => list.split(',').map((name) => name.trim().toLowerCase());

const preflight = (client: TestClient, target: string, method: string, headers: readonly string[], origin = SHOP) =>
  client.sendUnchecked('OPTIONS', target, {
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': method,
      'Access-Control-Request-Headers': headers.join(','),
    },
  });

describe('Requests of pages of other origins', () => {
  describe('with CORS_ALLOWED_ORIGINS', () => {
    const service = useTestService({ config: { allowedOrigins: new Set([SHOP, 'http://localhost:3000']) } });

    for (const { method, path, parameters } of contractOperations) {
      it(`may make ${method} ${path}`, async () => {
        const headers = ['Authorization', 'Content-Type', 'X-Request-Id', 'sentry-trace'];
        headers.push(...parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name));
        const target = path.replaceAll(/\{\w+\}/g, '1');
        const answer = await preflight(service().anonymous(), target, method, headers);
        expect(answer.status).to.equal(204);
        const allowed = accessControl(answer.headers);
        expect(allowed['allow-origin']).to.equal(SHOP);
        expect(names(allowed['allow-methods'])).to.include(method.toLowerCase());
        expect(names(allowed['allow-headers'])).to.include.members(headers.map((name) => name.toLowerCase()));
        expect(Number(allowed['max-age'])).to.be.above(0);
        expect(allowed).not.to.have.property('allow-credentials');
      });
    }

    it('may read every header of the contract', async () => {
      const { headers } = await service().newUser().get('/api/v1/orders', FROM_SHOP);
      const documented = contractOperations.flatMap(({ responses }) =>
        Object.values(responses).flatMap((response) => Object.keys(resolve(response).headers ?? {})),
      );
      expect(documented).to.include('ETag');
      expect(names(accessControl(headers)['expose-headers'])).to.have.members(names([...new Set(documented)].join()));
    });

    it('get problem documents that they may read, as they get orders', async () => {
      const [ann, someone] = [service().newUser(), service().anonymous()];
      const answers = [
        await ann.send('POST', '/api/v1/orders', { json: { items: TWO_HEADPHONES }, headers: FROM_SHOP }),
        await ann.send('POST', '/api/v1/orders', { json: {}, headers: FROM_SHOP }),
        await ann.send('POST', '/api/v1/orders', { raw: '{', headers: FROM_SHOP }),
        await ann.get('/api/v1/orders/4711', FROM_SHOP),
        await someone.get('/api/v1/orders', FROM_SHOP),
        await someone.get('/nothing', FROM_SHOP),
      ];
      expect(answers.map(({ status }) => status)).to.deep.equal([201, 422, 400, 404, 401, 404]);
      for (const { headers } of answers) {
        expect(accessControl(headers)).to.have.keys(['allow-origin', 'expose-headers']);
        expect(headers['access-control-allow-origin']).to.equal(SHOP);
        expect(names(headers.vary)).to.include('origin');
      }
    });

    it('may read live streams', async () => {
      const ann = service().newUser();
      const stream = request(`${service().url}/api/v1/events`, {
        headers: { ...FROM_SHOP, Accept: 'text/event-stream', Authorization: `Bearer ${ann.token!}` },
      }).end();
      const [response] = (await once(stream, 'response')) as [IncomingMessage];
      response.destroy();
      expect(response.headers['content-type']).to.equal('text/event-stream');
      expect(response.headers['access-control-allow-origin']).to.equal(SHOP);
    });

    for (const origin of [
      'https://shop.example.evil.example',
      'http://shop.example',
      'https://shop.example:8443',
      'null',
    ]) {
      it(`are not allowed from ${origin}`, async () => {
        const ann = service().newUser();
        const { status, headers } = await ann.get('/api/v1/orders', { Origin: origin });
        expect(status).to.equal(200); // the browser withholds it from the page
        expect(accessControl(headers)).to.deep.equal({});
        expect(names(headers.vary)).to.include('origin');
        expect(accessControl((await preflight(ann, '/api/v1/orders', 'POST', [], origin)).headers)).to.deep.equal({});
      });
    }

    it('are told apart from requests of programs', async () => {
      expect(accessControl((await service().newUser().get('/api/v1/orders')).headers)).to.deep.equal({});
    });
  });

  it('are allowed from anywhere, without credentials, if the setting is *', async () => {
    const { status, headers } = await anywhere().newUser().get('/api/v1/orders', FROM_SHOP);
    expect(status).to.equal(200);
    expect(accessControl(headers)).to.deep.include({ 'allow-origin': '*' });
    expect(headers).not.to.have.property('access-control-allow-credentials');
  });
  const anywhere = useTestService({ config: { allowedOrigins: new Set(['*']) } });

  describe('by default', () => {
    const service = useTestService();

    it('are not allowed', async () => {
      const ann = service().newUser();
      expect(accessControl((await ann.get('/api/v1/orders', FROM_SHOP)).headers)).to.deep.equal({});
      expect(accessControl((await preflight(ann, '/api/v1/orders', 'POST', [])).headers)).to.deep.equal({});
    });
  });
});
