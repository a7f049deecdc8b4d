import { expect } from 'chai';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { printOnTerminal, runInProcess } from '../support/run-in-process.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { startHostileService } from '../support/hostile-service.js';
import { Terminal } from '../support/terminal.js';

describe('orders, with a pager', () => {
  let sandbox: Sandbox;
  let service: Awaited<ReturnType<typeof startHostileService>>;

  before(async () => {
    sandbox = await createSandbox();
    service = await startHostileService();
  });

  after(async () => {
    await service.stop();
    await sandbox.remove();
  });

  it('shows help that is longer than the terminal in less, until the user quits', async () => {
    const terminal = Terminal.open(sandbox, ['--help'], { rows: 20 });
    await terminal.sees('erase');
    expect(terminal.text).not.to.include('Precedence of settings');
    terminal.type('G');
    await terminal.sees('Precedence of settings');
    terminal.type('q');
    expect(await terminal.ended()).to.equal(0);
  });

  for (const command of ['list --help', 'list', 'list -o json', 'get 42', 'history 42', 'outbox list', 'stats']) {
    it(`pages 'orders ${command}' when it is longer than the terminal`, async () => {
      const path = join(sandbox.folder, 'paged');
      const env = { ORDERS_PAGER: `cat > '${path}'`, PAGER: 'false', ORDERS_URL: service.url, ORDERS_TOKEN: 'abc' };
      const { text, exitCode } = await printOnTerminal(sandbox, command.split(' '), { columns: 40, rows: 2, env });
      expect([text, exitCode]).to.deep.equal(['', 0]);
      expect(await readFile(path, 'utf8')).not.to.equal('');
      await rm(path);
    });
  }

  it('is not used in pipes', async () => {
    const { stdout } = await runInProcess(sandbox, ['list', '--help'], { env: { ORDERS_PAGER: 'false' } });
    expect(stdout).to.include('Usage: orders list');
  });
});
