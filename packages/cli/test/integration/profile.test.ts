import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { runInProcess } from '../support/run-in-process.js';
import type { RunResult } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser, testService } from '../support/service.js';
import { KEYS, Terminal } from '../support/terminal.js';

describe('orders profile', () => {
  let sandbox: Sandbox;
  let url: string;
  let token: string;

  const run = (args: readonly string[], input = '', env = {}): Promise<RunResult> =>
    runInProcess(sandbox, args, { input, env });
  const signIn = (name: string): Promise<RunResult> =>
    run(['login', '--profile', name, '--url', url, '--token-stdin'], token);

  beforeEach(async () => {
    sandbox = await createSandbox();
    ({ url } = await testService());
    ({ token } = await newUser());
    await signIn('production');
    await signIn('staging');
  });

  afterEach(() => sandbox.remove());

  it('lists the stored logins, without their tokens', async () => {
    const { stdout, exitCode } = await run(['profile', 'list', '-o', 'csv']);
    expect(stdout.trimEnd().split(/\r?\n/)).to.deep.equal([
      'name,current,protected,token_in,url',
      `production,false,false,file,${url}`,
      `staging,true,false,file,${url}`,
    ]);
    expect(exitCode).to.equal(0);
    expect((await run(['profile', 'show', '-o', 'json'])).stdout).not.to.include(token);
  });

  it('selects the login that is used from then on', async () => {
    expect((await run(['profile', 'use', 'production'])).stderr).to.equal(`In use: production, ${url}.\n`);
    expect(JSON.parse((await run(['profile', 'show', '-o', 'json'])).stdout)).to.deep.include({
      name: 'production',
      current: true,
    });
    const { stderr } = await run(['profile', 'use', 'staging'], '', { ORDERS_PROFILE: 'production' });
    expect(stderr).to.include('ORDERS_PROFILE is set');
  });

  for (const verb of ['use', 'show', 'protect', 'unprotect']) {
    it(`refuses to ${verb} one that is not stored`, async () => {
      const before = await readFile(sandbox.profilesFile, 'utf8');
      const { stderr, exitCode } = await run(['profile', verb, 'toString']);
      expect(stderr).to.include("There is no profile 'toString'").and.include('production, staging');
      expect(exitCode).to.equal(2);
      expect(await readFile(sandbox.profilesFile, 'utf8')).to.equal(before);
    });
  }

  describe('protect', () => {
    let ids: string;
    const move = ['status', '-', 'confirmed', '--yes', '-o', 'ids'] as const;

    beforeEach(async () => {
      ids = (await run(['create', '-f', '-', '-o', 'ids'], 'items\n1\n2\n')).stdout;
      await run(['profile', 'protect', 'production']);
    });

    it('refuses changes of many in scripts, unless --profile names it', async () => {
      const refused = await run([...move, '--profile', 'staging'], ids);
      expect(refused.stderr).to.include("The profile 'production' is protected.").and.include('--profile production');
      expect(refused).to.deep.include({ stdout: '', exitCode: 2 });
      const allowed = await run([...move, '--profile', 'production'], ids);
      expect(allowed.stdout.trimEnd().split('\n')).to.have.members(ids.trimEnd().split('\n'));
    });

    it('protects the server, also where its URL or the environment selects it', async () => {
      for (const env of [{ ORDERS_PROFILE: 'production' }, { ORDERS_URL: url, ORDERS_TOKEN: token }]) {
        expect(await run(move, ids, env)).to.deep.include({ stdout: '', exitCode: 2 });
        expect((await run(['create', '-f', '-', '--yes'], 'items\n1\n', env)).exitCode).to.equal(2);
      }
    });

    it('leaves changes of one order as they are', async () => {
      expect((await run(['create', '--item', '1'])).exitCode).to.equal(0);
      expect((await run(['status', ids.split('\n')[0]!, 'confirmed'])).exitCode).to.equal(0);
    });

    it('outlives another login, and ends with unprotect', async () => {
      await signIn('production');
      expect((await run(move, ids)).exitCode).to.equal(2);
      await run(['profile', 'unprotect', 'production']);
      expect((await run(move, ids)).exitCode).to.equal(0);
    });

    it('asks for the name on a terminal', async () => {
      for (const [typed, exitCode, moved] of [
        ['y', 130, 'Nothing was moved.'],
        ['production', 0, 'Moved 2 of 2 orders'],
      ] as const) {
        const terminal = Terminal.open(sandbox, ['status', '--where', 'status=pending', 'confirmed'], { columns: 200 });
        await terminal.sees(`Move 2 orders to confirmed at ${url} (profile 'staging')?`);
        await terminal.sees('type production to confirm:');
        terminal.type(`${typed}${KEYS.enter}`);
        await terminal.sees(moved);
        expect(await terminal.ended()).to.equal(exitCode);
      }
    });
  });
});
