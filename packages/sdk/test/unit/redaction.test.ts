import { expect } from 'chai';
import { redactedHeaders } from '../../src/http/redaction.js';

describe('redactedHeaders', () => {
  const secret = [
    'Authorization',
    'Proxy-Authorization',
    'Cookie',
    'Set-Cookie',
    'X-Api-Key',
    'X-Auth-Token',
    'X-Secret',
  ];
  const plain = ['Accept', 'Idempotency-Key', 'If-Match', 'X-Request-Id', 'traceparent'];

  it('hides what may be a credential, and nothing else', () => {
    const headers = new Headers([...secret, ...plain].map((name): [string, string] => [name, 'value']));
    const shown = redactedHeaders(headers);
    for (const name of secret) expect(shown).to.have.property(name.toLowerCase(), '[redacted]');
    for (const name of plain) expect(shown).to.have.property(name.toLowerCase(), 'value');
  });
});
