import { expect } from 'chai';
import { hasControls } from '../../src/render/printable.js';
import { HOSTILE, startHostileService } from '../support/hostile-service.js';
import { printOnTerminal, runInProcess } from '../support/run-in-process.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { KEYS, Terminal } from '../support/terminal.js';

const TOKEN = ['{}', `{"sub":"1","email":${JSON.stringify(HOSTILE)}}`, 'x']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

const COLOUR = new RegExp(String.raw`${'\u001b'}\[\d+m`, 'g');

/** Removes colours, the only control sequences that the command line may print. */
function withoutColours(text: string): string {
  return text.replaceAll(COLOUR, '');
}

describe('orders, with a service whose texts have control characters', () => {
  let sandbox: Sandbox;
  let service: Awaited<ReturnType<typeof startHostileService>>;
  let env: Readonly<Record<string, string>>;

  before(async () => {
    sandbox = await createSandbox();
    service = await startHostileService();
    env = { ORDERS_URL: service.url, ORDERS_TOKEN: TOKEN };
  });

  after(async () => {
    await service.stop();
    await sandbox.remove();
  });

  const commands: readonly (readonly [command: string, formats: readonly string[]])[] = [
    [
      'list --fields id,status,total,created,updated,version,user,email,items,metadata',
      ['table', 'csv', 'tsv', 'json'],
    ],
    ['get 42', ['table', 'yaml', 'csv', 'ndjson', 'tsv']],
    ['status 42', ['table', 'tsv']],
    ['history 42', ['table', 'csv', 'yaml', 'ids']],
    ['stats', ['table', 'csv']],
    ['outbox status', ['table', 'json']],
    ['outbox list', ['table', 'csv', 'ids']],
    ['whoami', ['table', 'json', 'tsv']],
    ['health', ['table', 'csv']],
    ['doctor', ['table', 'tsv', 'json']],
    ['api GET /api/v1/orders/42 --include', ['table']],
    ['status 42 confirmed', ['table', 'json']],
    ['create --item 1', ['table', 'json']],
    ['outbox retry 0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11', ['table']],
    ['status --where status=pending confirmed --dry-run', ['table', 'tsv']],
    ['status --where status=pending confirmed --yes', ['table', 'tsv']],
  ];
  for (const [command, formats] of commands) {
    it(`escapes the control characters in 'orders ${command}'`, async () => {
      for (const format of formats) {
        const args = [...command.split(' '), '-o', format, '--no-input', '--debug'];
        const { raw } = await printOnTerminal(sandbox, args, { columns: 200, env });
        expect(hasControls(withoutColours(raw)), `${format}: ${JSON.stringify(raw)}`).to.equal(false);
        expect(raw, format).to.match(/\\u001b|\\u202e/);
        expect(raw, format).not.to.include('bug in orders');
      }
    });
  }

  it('escapes the texts of prompts', async () => {
    const terminal = Terminal.open(sandbox, ['status', '42'], { columns: 120, env });
    await terminal.sees('Where should it go?');
    expect(terminal.raw).not.to.include(HOSTILE.slice(0, 8)).and.not.include('\u009b').and.not.include('\u202e');
    terminal.type(KEYS.interrupt);
    await terminal.ended();
  });

  it('escapes completions', async () => {
    for (const words of [
      ['get', ''],
      ['status', '42', ''],
      ['status', '-', ''],
      ['outbox', 'retry', ''],
    ]) {
      const { stdout } = await runInProcess(sandbox, ['__complete', ...words], { env });
      expect(stdout).to.match(/\\u001b/);
      expect(hasControls(stdout)).to.equal(false);
    }
  });

  it('prints the texts unchanged for programs', async () => {
    const { stdout } = await runInProcess(sandbox, ['get', '42', '-o', 'json'], { env });
    expect(JSON.parse(stdout)).to.have.nested.property('items[0].product_name').that.includes(HOSTILE);
    const csv = await runInProcess(sandbox, ['list', '-o', 'csv'], { env });
    expect(csv.stdout).to.include(HOSTILE);
  });
});
