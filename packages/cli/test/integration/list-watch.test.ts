import { expect } from 'chai';
import { runInProcess } from '../support/run-in-process.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser } from '../support/service.js';
import { KEYS, Terminal } from '../support/terminal.js';

describe('orders list --watch', () => {
  let sandbox: Sandbox;
  let env: Readonly<Record<string, string>>;

  beforeEach(async () => {
    sandbox = await createSandbox();
    env = (await newUser()).env;
  });

  afterEach(() => sandbox.remove());

  it('redraws the list until Ctrl-C', async () => {
    const id = (await runInProcess(sandbox, ['create', '--item', '7', '-o', 'ids'], { env })).stdout.trim();
    const terminal = Terminal.open(sandbox, ['list', '--watch', '--interval', '1s'], { env });
    await terminal.sees('pending');
    await runInProcess(sandbox, ['status', id, 'confirmed'], { env });
    await terminal.sees('confirmed');
    terminal.type(KEYS.interrupt);
    expect(await terminal.ended()).to.equal(130);
  });

  it('needs a terminal', async () => {
    const { stderr, exitCode } = await runInProcess(sandbox, ['list', '--watch'], { env });
    expect(stderr).to.include('Try: orders watch');
    expect(exitCode).to.equal(2);
  });
});
