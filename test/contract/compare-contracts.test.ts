import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { compareContracts } from './compare-contracts.js';
import { readContract, type Contract } from './document.js';
import { judgeContract } from './released.js';
import { versionFault } from './version-rule.js';

const text = readFileSync(new URL('../../openapi.yaml', import.meta.url), 'utf8');

type Json = Record<string, never>;
type Edit = (contract: { paths: Json; components: { schemas: Json; parameters: Json }; webhooks: Json }) => void;

/** What the comparison says of the present contract and an edited one, shortly. */
function changesOf(edit: Edit): string[] {
  const edited = readContract(text);
  edit(edited as unknown as Parameters<Edit>[0]);
  return compareContracts(readContract(text), edited).map(
    ({ breaks, where, what }) => `${breaks ? 'breaks' : 'fits'}: ${where.trim()} ${what}`,
  );
}

const at = (root: object, ...path: string[]): Json =>
  path.reduce<unknown>((node, name) => (node as Json)[name], root) as Json;
const listAt = (root: object, ...path: string[]): unknown[] => at(root, ...path) as unknown as unknown[];

const EDITS: readonly (readonly [string, Edit, readonly string[]])[] = [
  ['nothing', () => undefined, []],
  ['words', (c) => Object.assign(at(c, 'components', 'schemas', 'Order'), { description: 'An order' }), []],
  ['an operation that is gone', (c) => delete c.paths['/api/v1/me'], ['breaks: getMe is gone']],
  [
    'another path',
    (c) => {
      Object.assign(c.paths, { '/api/v2/me': c.paths['/api/v1/me'] });
      delete c.paths['/api/v1/me'];
    },
    ['breaks: getMe GET /api/v1/me became GET /api/v2/me'],
  ],
  [
    'a member that clients may send',
    (c) => Object.assign(at(c, 'components', 'schemas', 'CreateOrder', 'properties'), { note: { type: 'string' } }),
    ['fits: createOrder, body /note is new'],
  ],
  [
    'a member that clients must send',
    (c) => listAt(c, 'components', 'schemas', 'CreateOrder', 'required').push('reference'),
    ['breaks: createOrder, body /reference is required now'],
  ],
  [
    'a member that clients can no longer send',
    (c) => delete at(c, 'components', 'schemas', 'UpdateOrderStatus', 'properties').reason,
    ['breaks: updateOrderStatus, body /reason is gone'],
  ],
  [
    'a tighter bound',
    (c) => Object.assign(at(c, 'components', 'schemas', 'CreateOrder', 'properties', 'items'), { maxItems: 50 }),
    ['breaks: createOrder, body /items maxItems was 100 and is 50'],
  ],
  [
    'a looser bound',
    (c) => Object.assign(at(c, 'components', 'schemas', 'CreateOrder', 'properties', 'items'), { maxItems: 200 }),
    ['fits: createOrder, body /items maxItems was 100 and is 200'],
  ],
  [
    'a member that answers have',
    (c) => Object.assign(at(c, 'components', 'schemas', 'Me', 'properties'), { locale: { type: 'string' } }),
    ['fits: getMe, 200 /locale is new'],
  ],
  [
    'a member that answers have no longer',
    (c) => delete at(c, 'components', 'schemas', 'Me', 'properties').roles,
    ['breaks: getMe, 200 /roles is gone'],
  ],
  [
    'a member that answers may lack',
    (c) => listAt(c, 'components', 'schemas', 'Me', 'required').splice(0, 1),
    ['breaks: getMe, 200 /user_id may be absent now'],
  ],
  [
    'a member of another type',
    (c) => Object.assign(at(c, 'components', 'schemas', 'Me', 'properties', 'email'), { type: ['string', 'null'] }),
    ['breaks: getMe, 200 /email may be of type null'],
  ],
  [
    'a value that answers may have',
    (c) => listAt(c, 'components', 'schemas', 'Me', 'properties', 'order_scope', 'enum').push('team'),
    ['fits: getMe, 200 /order_scope team is new'],
  ],
  [
    'a value that clients can no longer send',
    (c) => listAt(c, 'components', 'schemas', 'StatisticsInterval', 'enum').splice(0, 1),
    ['breaks: getStatistics, query interval hour is gone'],
  ],
  [
    'another default',
    (c) => Object.assign(at(c, 'components', 'schemas', 'StatisticsInterval'), { default: 'hour' }),
    ['breaks: getStatistics, query interval default was day and is hour'],
  ],
  [
    'other rights',
    (c) => delete at(c, 'paths', '/api/v1/stats', 'get').security,
    ['breaks: getStatistics needs other rights'],
  ],
  [
    'a header of answers that is gone',
    (c) => delete at(c, 'paths', '/api/v1/orders', 'post', 'responses', '201', 'headers').ETag,
    ['breaks: createOrder, 201 header ETag is gone'],
  ],
  [
    'a problem that is new',
    (c) => Object.assign(at(c, 'paths', '/api/v1/me', 'get', 'responses'), { 418: { description: 'Teapot' } }),
    ['fits: getMe, 418 is new'],
  ],
  ['an event that is gone', (c) => delete c.webhooks['order.erased'], ['breaks: onOrderErased is gone']],
  [
    'a member of events that is gone',
    (c) => delete at(c, 'components', 'schemas', 'EventEnvelope', 'properties').traceparent,
    ['breaks: onOrderErased, body /traceparent is gone'],
  ],
];

describe('The comparison of two contracts', () => {
  for (const [name, edit, expected] of EDITS) {
    it(`judges ${name}`, () => {
      const changes = changesOf(edit);
      if (expected.length === 0) expect(changes).to.deep.equal([]);
      else expect(changes).to.include.members([...expected]);
      const verdict = expected[0]?.split(':')[0];
      expect(new Set(changes.map((change) => change.split(':')[0]))).to.deep.equal(new Set(verdict ? [verdict] : []));
    });
  }

  it('asks for a version that fits', () => {
    const [breaking, added] = [
      [{ breaks: true, where: 'getMe', what: 'is gone' }],
      [{ breaks: false, where: 'getMe', what: 'is new' }],
    ];
    const fitting = (released: string, version: string, changes: Parameters<typeof versionFault>[2]) =>
      versionFault(released, version, changes) === undefined;
    expect(fitting('1.2.3', '2.0.0', breaking)).to.equal(true);
    expect(fitting('1.2.3', '1.3.0', breaking)).to.equal(false);
    expect(fitting('1.2.3', '1.3.0', added)).to.equal(true);
    expect(fitting('1.2.3', '1.2.4', added)).to.equal(false);
    expect(fitting('1.2.3', '1.2.4', [])).to.equal(true);
    expect(fitting('0.1.0', '0.2.0', breaking)).to.equal(true);
    expect(fitting('0.1.0', '0.1.1', breaking)).to.equal(false);
    expect(fitting('0.1.0', '0.1.1', added)).to.equal(true);
    expect(fitting('0.1.0', '1.0.0', breaking)).to.equal(true);
    expect(fitting('0.2.0', '0.1.9', [])).to.equal(false);
    expect(versionFault('0.1.0', '0.1.0', breaking)).to.equal(
      '0.1.0 breaks programs that were written for 0.1.0, so that it has to raise the minor version: getMe is gone.',
    );
  });

  it('finds that the version of openapi.yaml fits its changes since the last release', () => {
    expect(judgeContract().fault).to.equal(undefined);
  });

  it('reads every operation of the contract', () => {
    const contract: Contract = readContract(text);
    expect(compareContracts({ ...contract, paths: {}, webhooks: {} }, contract)).to.have.length.above(20);
  });
});
