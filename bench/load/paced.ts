import autocannon from 'autocannon';
import { readFileSync } from 'node:fs';
import type { LoadRequest } from '../workload.js';
import type { LoadOptions, LoadResult } from './load.js';

/**
 * Runs autocannon in a separate process. With a rate, requests are due at fixed times and latency is measured from then, even
 * if the server delays them (no coordinated omission). Without one, each connection sends after each response.
 */
const { url, connections, seconds, rate, file } = JSON.parse(process.argv[2] ?? '{}') as LoadOptions & { file: string };
const requests = JSON.parse(readFileSync(file, 'utf8')) as LoadRequest[];
let next = 0;

const result = await autocannon({
  url,
  connections,
  duration: seconds,
  ...(rate !== undefined && { overallRate: rate }),
  requests: [
    {
      setupRequest(request) {
        const { method, path, token, body } = requests[next++ % requests.length]!;
        const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
        const headers = { ...authorization, 'content-type': 'application/json' };
        return { ...request, method, path, headers, body: body ?? '' };
      },
    },
  ],
});

const answer: LoadResult = {
  requests: result['2xx'] + result.non2xx,
  perSecond: (result['2xx'] + result.non2xx) / result.duration,
  refused: result.statusCodeStats?.['503']?.count ?? 0,
  failed: result.non2xx + result.errors + result.timeouts,
  p50Ms: result.latency.p50,
  p99Ms: result.latency.p99,
  p999Ms: result.latency.p99_9,
};
process.stdout.write(JSON.stringify(answer));
