import { expect } from 'chai';
import { listenerUrl, socketHost, urlHost } from '../../src/url-host.js';

describe('hosts in URLs', () => {
  for (const [host, inUrl] of [
    ['broker.example', 'broker.example'],
    ['10.0.0.7', '10.0.0.7'],
    ['::1', '[::1]'],
    ['fe80::1', '[fe80::1]'],
  ] as const) {
    it(`writes ${host} as ${inUrl}, and reads it back`, () => {
      expect(urlHost(host)).to.equal(inUrl);
      for (const scheme of ['http', 'amqp']) expect(socketHost(new URL(`${scheme}://${inUrl}:1/`))).to.equal(host);
    });
  }

  for (const [host, url] of [
    ['0.0.0.0', 'http://127.0.0.1:8002'],
    ['::', 'http://127.0.0.1:8002'],
    ['::1', 'http://[::1]:8002'],
    ['127.0.0.1', 'http://127.0.0.1:8002'],
    ['shop.example', 'http://shop.example:8002'],
  ] as const) {
    it(`reaches a listener on ${host} at ${url}`, () => expect(listenerUrl(host, 8002)).to.equal(url));
  }
});
