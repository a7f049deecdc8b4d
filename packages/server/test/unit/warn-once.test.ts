import { expect } from 'chai';
import { WarnOnce } from '../../src/concurrency/warn-once.js';
import { LogRecorder } from '../support/log-recorder.js';

describe('WarnOnce', () => {
  it('logs a failure the first time, and again after its topic has succeeded', () => {
    const log = new LogRecorder();
    const warnOnce = new WarnOnce(log);
    warnOnce.warn('claim', {}, 'the outbox cannot be read');
    warnOnce.warn('claim', {}, 'the outbox cannot be read');
    expect(log.warnings(/cannot be read/)).to.have.length(1);
    warnOnce.clear('claim');
    warnOnce.warn('claim', {}, 'the outbox cannot be read');
    expect(log.warnings(/cannot be read/)).to.have.length(2);
  });

  it('keeps topics apart', () => {
    const log = new LogRecorder();
    const warnOnce = new WarnOnce(log);
    warnOnce.warn('claim', {}, 'the outbox cannot be read');
    warnOnce.warn('order.created', {}, 'events are not delivered');
    warnOnce.clear('claim');
    warnOnce.warn('order.created', {}, 'events are not delivered');
    expect(log.warnings(/not delivered/)).to.have.length(1);
  });
});
