import { expect } from 'chai';
import fc from 'fast-check';
import { requestsOfContract, validRequestsOfContract } from '../support/contract-arbitraries.js';
import { TestClient, type Problem } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

/** The requests are the same in every run unless FUZZ_SEED is set. A failure prints its seed and path. */
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_215);
const RUNS = Number(process.env.FUZZ_RUNS ?? 1_000);

/** What is refused although no schema can say it: the state of the service, and how parameters depend on each other. */
const BEYOND_SCHEMAS: Readonly<Record<string, RegExp>> = {
  filter_not_supported: /./,
  idempotency_key_reused: /./,
  order_total_too_large: /./,
  validation_failed: /is not a cursor of this list|\/since must be/,
};

describe('The contract, fuzzed', () => {
  const service = useTestService({ overrides: { profileSecondMs: 1 } });

  it(`describes every response to ${RUNS} random requests, and none is a 5xx (FUZZ_SEED=${SEED})`, async function () {
    this.timeout(RUNS * 200);
    const ann = service().newUser();
    const ids: number[] = [];
    for (const path of [[], ['confirmed'], ['confirmed', 'shipped'], ['cancelled']]) {
      ids.push((await ann.placed(undefined, path)).id);
    }
    const strangers = [service().newUser(), service().anonymous(), new TestClient(service().url, 'not.a.token')];
    const callers = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(ann, service().operator()) },
      { weight: 1, arbitrary: fc.constantFrom(...strangers) },
    );
    const seen = new Map<string, Set<number>>();

    await fc.assert(
      fc.asyncProperty(requestsOfContract(ids), callers, async ({ operation, target, headers, raw }, caller) => {
        const answer = await caller.send(operation.method, target, { headers, ...(raw !== undefined && { raw }) });
        expect(answer.status, answer.text).to.be.below(500);
        seen.set(operation.operationId, (seen.get(operation.operationId) ?? new Set()).add(answer.status));
      }),
      { seed: SEED, numRuns: RUNS },
    );

    // Random requests that were all rejected would not test the handlers.
    expect([...seen.get('createOrder')!]).to.include.members([201, 422, 401]);
    expect([...seen.get('listOrders')!]).to.include.members([200, 422]);
    expect(service().logLines.filter((line) => line.includes('request failed'))).to.deep.equal([]);
  });

  it(`refuses none of ${RUNS} requests that keep its schemas, but for what no schema can say (FUZZ_SEED=${SEED})`, async function () {
    this.timeout(RUNS * 200);
    const { id } = await service().newUser().placed();
    const operator = service().operator();
    await fc.assert(
      fc.asyncProperty(validRequestsOfContract([id]), async ({ operation, target, headers, raw }) => {
        const answer = await operator.send<Problem>(operation.method, target, {
          headers,
          ...(raw !== undefined && { raw }),
        });
        if (![400, 413, 415, 422].includes(answer.status)) return;
        expect(answer.body.detail).to.match(BEYOND_SCHEMAS[answer.body.code] ?? /^$/, answer.text);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
