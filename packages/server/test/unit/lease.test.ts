import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { CONFIRM_TIMEOUT_MS } from '../../src/outbox/reconnecting-publisher.js';
import { RELAY_DEFAULTS } from '../../src/outbox/relay-options.js';
import { PUBLISH_SHARE } from '../../src/outbox/relay.js';

const MAX_TAKE_OVER_MS = 10_000;
const { leaseMs, idlePollMs } = RELAY_DEFAULTS;

describe('The lease of a claim', () => {
  it('lasts until the last event that may be published has its confirm or its timeout', () => {
    expect(leaseMs * PUBLISH_SHARE + CONFIRM_TIMEOUT_MS).to.be.at.most(leaseMs);
  });

  it('is over, and noticed by an idle server, within 10 s of a crash', () => {
    expect(leaseMs + idlePollMs).to.be.below(MAX_TAKE_OVER_MS);
  });

  for (const name of ['reliability', 'scaling']) {
    it(`is the one that docs/${name}.md publishes`, () => {
      const text = readFileSync(new URL(`../../../../docs/${name}.md`, import.meta.url), 'utf8');
      expect(text.replace(/\s+/g, ' ')).to.match(new RegExp(`lease[^.:]*, (after )?${leaseMs / 1000} s`));
    });
  }
});
