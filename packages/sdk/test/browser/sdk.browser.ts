import { expect } from 'chai';
import { startRealService, type RealService } from '../support/real-service.js';
import { findChromium, openPage, type Browser } from './chromium.js';
import { servePages, type Pages, type Place } from './pages.js';

const STEPS = [
  ...['create', 'withResponse', 'ifNoneMatch', 'updateStatus', 'stream', 'parseOrderEvent'],
  ...['list', 'ApiError', 'AbortedError', 'ConnectionError'],
];

describe('the bundled SDK in a browser', () => {
  let service: RealService | undefined;
  let pages: Pages | undefined;
  before(async () => {
    findChromium(); // Says what to do, before anything is started.
    service = await startRealService();
    pages = await servePages(service.url, service.token(1));
  });
  after(async () => {
    await pages?.stop();
    await service?.stop();
  });

  for (const place of ['window', 'worker'] as const satisfies Place[]) {
    it(`does all it does in a ${place}`, async () => {
      const report = pages!.report(place);
      const browser: Browser = await openPage(pages!.url(place));
      try {
        expect(await Promise.race([report, browser.ended])).to.deep.equal({ steps: STEPS });
      } finally {
        await browser.stop();
      }
    });
  }
});
