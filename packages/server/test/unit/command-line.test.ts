import { expect } from 'chai';
import { HELP } from '../../src/command-line-help.js';
import { readCommandLine } from '../../src/command-line.js';

function read(text: string, hasDatabase = false) {
  return readCommandLine(text === '' ? [] : text.split(' '), { version: '1.2.3', hasDatabase });
}

describe('the command line of order-service', () => {
  it('defaults to dev without a database, and to serve with one', () => {
    expect(read('')).to.deep.include({ command: 'dev' });
    expect(read('', true)).to.deep.include({ command: 'serve' });
    expect(read('dev', true)).to.deep.include({ command: 'dev' });
  });

  for (const [args, expected] of [
    ['serve', { command: 'serve', host: undefined, port: undefined, temporary: false }],
    ['migrate', { command: 'migrate', host: undefined, port: undefined, temporary: false }],
    [
      'import --dry-run --schema shop',
      {
        ...{ command: 'import', host: undefined, port: undefined, temporary: false },
        importing: {
          ...{ dryRun: true, publish: false, schema: 'shop', referenceColumn: undefined, emails: undefined },
          rejected: 'rejected-orders.ndjson',
        },
      },
    ],
    [
      'migrate --adopt-existing --emails users.csv --reference-column number',
      {
        ...{ command: 'migrate', host: undefined, port: undefined, temporary: false },
        importing: {
          ...{ dryRun: false, publish: false, schema: 'public', referenceColumn: 'number', emails: 'users.csv' },
          rejected: 'rejected-orders.ndjson',
        },
      },
    ],
    [
      'token --user 7 --role operator --expires 45m',
      {
        ...{ command: 'token', host: undefined, port: undefined, temporary: false },
        token: { userId: 7, email: undefined, role: 'operator', expiresInSeconds: 2_700 },
      },
    ],
    [
      'lanes move --lanes 16-31 --from 0 --to 1',
      {
        ...{ command: 'lanes', host: undefined, port: undefined, temporary: false },
        lanes: { action: 'move', cells: 'cells.json', lanes: { first: 16, last: 31 }, from: 0, to: 1, revert: false },
      },
    ],
    [
      'lanes list --cells my.json',
      {
        ...{ command: 'lanes', host: undefined, port: undefined, temporary: false },
        lanes: { action: 'list', cells: 'my.json' },
      },
    ],
    ['migrate --cell 3', { command: 'migrate', host: undefined, port: undefined, temporary: false, cell: 3 }],
    [
      'migrate --status',
      {
        ...{ command: 'migrate', host: undefined, port: undefined, temporary: false },
        migrating: { action: 'status', to: undefined },
      },
    ],
    [
      'migrate --dry-run --to 0002_next',
      {
        ...{ command: 'migrate', host: undefined, port: undefined, temporary: false },
        migrating: { action: 'dry-run', to: '0002_next' },
      },
    ],
    [
      'migrate --to 0002_next --cell 3',
      {
        ...{ command: 'migrate', host: undefined, port: undefined, temporary: false, cell: 3 },
        migrating: { action: 'run', to: '0002_next' },
      },
    ],
    ['dev --port 0', { command: 'dev', host: undefined, port: '0', temporary: false }],
    ['dev --temporary', { command: 'dev', host: undefined, port: undefined, temporary: true }],
    ['--port=9002 catalogue --host ::1', { command: 'catalogue', host: '::1', port: '9002', temporary: false }],
  ] as const) {
    it(`reads ${args}`, () => expect(read(args)).to.deep.equal(expected));
  }

  for (const args of ['--help', '-h', 'help', 'serve --help', 'frobnicate --help']) {
    it(`prints help for ${args}`, () => expect(read(args)).to.deep.equal({ text: HELP, failed: false }));
  }

  it('prints its version', () => {
    expect(read('--version')).to.deep.equal({ text: '1.2.3\n', failed: false });
    expect(read('serve -v')).to.deep.equal({ text: '1.2.3\n', failed: false });
  });

  for (const [args, sentence] of [
    [
      'frobnicate',
      "There is no command 'frobnicate'. The commands are serve, migrate, doctor, import, lanes, token, dev, catalogue.",
    ],
    ['serve twice', "serve takes no 'twice'."],
    ['--verbose', "Unknown option '--verbose'."],
    ['serve --port', "Option '--port <value>' argument missing."],
    ['serve --port http', "'--port' takes a whole number from 0 to 65535, not 'http'."],
    ['serve --port 65536', "'--port' takes a whole number from 0 to 65535, not '65536'."],
    ['serve --port=', "'--port' takes a whole number from 0 to 65535, not ''."],
    ['serve --temporary', "'--temporary' is for dev, not for serve."],
    ['serve --user 1', "'--user' is for token, not for serve."],
    ['token', "token needs '--user' with the number of a user."],
    ['token --user 01', "token needs '--user' with the number of a user."],
    ['token --user 1 --expires 1.5h', "'--expires' takes a duration such as 45m, 12h or 7d, not '1.5h'."],
    ['import --adopt-existing', "'--adopt-existing' is for migrate, not for import."],
    ['migrate --emails users.csv', "'--emails' is for import, not for migrate."],
    ['migrate --adopt-existing --dry-run', "'--dry-run' is for import, not for migrate."],
    ['migrate --status --dry-run', "'--status' does not go with '--dry-run'."],
    ['migrate --status --cell 1', "'--status' does not go with '--cell'."],
    ['migrate --adopt-existing --status', "'--status' does not go with '--adopt-existing'."],
    ['migrate --to=', "'--to' takes the name of a migration, such as 0001_initial."],
    ['serve --to 1', "'--to' is for lanes, not for serve."],
    ['migrate --from 1', "'--from' is for lanes, not for migrate."],
    ['migrate --cell 256', "'--cell' takes a whole number from 0 to 255, not '256'."],
    ['serve --cell 1', "'--cell' is for migrate, not for serve."],
    ['lanes', 'lanes needs what to do: list, move or replicate.'],
    ['lanes move --from 0 --to 1', "lanes move needs '--lanes' with a lane, 0 to 255, or a range such as 16-31."],
    ['lanes move --lanes 9-7', "lanes move needs '--lanes' with a lane, 0 to 255, or a range such as 16-31."],
    ['lanes move --lanes 7 --from 1 --to 1', "lanes move needs '--from' and '--to' with the numbers of two cells."],
    ['serve --publish', "'--publish' is for import, not for serve."],
    ['serve --host=', "'--host' takes an address."],
  ] as const) {
    it(`rejects ${args}, with the problem and a hint`, () => {
      expect(read(args)).to.deep.equal({
        text: `order-service: ${sentence}\nTry: order-service --help\n`,
        failed: true,
      });
    });
  }

  it('prints help within 80 columns', () => {
    for (const line of HELP.split('\n')) expect(line.length, line).to.be.at.most(80);
  });
});
