import { expect } from 'chai';
import { once } from 'node:events';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { runInProcess } from '../support/run-in-process.js';
import { runOrders, startOrders, type RunResult } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser, testService } from '../support/service.js';
import { KEYS, Terminal } from '../support/terminal.js';

describe('orders login, logout and whoami', () => {
  let sandbox: Sandbox;
  let user: Awaited<ReturnType<typeof newUser>>;
  let url: string;

  const run = (args: readonly string[], input = ''): Promise<RunResult> => runInProcess(sandbox, args, { input });

  beforeEach(async () => {
    sandbox = await createSandbox();
    user = await newUser();
    url = (await testService()).url;
  });

  afterEach(() => sandbox.remove());

  it('takes a token from stdin, keeps it for its owner alone, and uses it from then on', async () => {
    const { stdout, stderr, exitCode } = await run(['login', '--url', url, '--token-stdin'], `${user.token}\n`);
    expect(stderr).to.include(`Logged in to ${url}: User ${user.id} (${user.email})`).and.include("'default'");
    expect(stdout + stderr).not.to.include(user.token);
    expect(exitCode).to.equal(0);
    expect((await stat(sandbox.profilesFile)).mode & 0o777).to.equal(0o600);
    expect((await run(['list'])).exitCode).to.equal(0);
  });

  it('asks for URL and token on a terminal, and shows nothing of the token', async () => {
    const terminal = Terminal.open(sandbox, ['login']);
    await terminal.sees('URL of the order service');
    terminal.type(`${url}${KEYS.enter}`);
    await terminal.sees('Token (not shown)');
    terminal.type(`${user.token}${KEYS.enter}`);
    await terminal.sees('Logged in');
    expect(await terminal.ended()).to.equal(0);
    expect(terminal.raw).not.to.include(user.token.slice(0, 20));
  });

  const questions: readonly (readonly [string, readonly string[]])[] = [
    ['URL of the order service', []],
    ['Token (not shown)', ['--url', 'http://127.0.0.1:1']],
  ];
  for (const [question, flags] of questions) {
    it(`stores nothing after Ctrl-C at '${question}'`, async () => {
      const terminal = Terminal.open(sandbox, ['login', ...flags]);
      await terminal.sees(question);
      terminal.type(KEYS.interrupt);
      expect(await terminal.ended()).to.equal(130);
      expect((await run(['logout'])).stderr).to.include('There is no stored login');
    });
  }

  it('stops waiting for stdin at Ctrl-C', async () => {
    const child = startOrders(sandbox, ['login', '--url', url, '--token-stdin', '--debug']);
    const isReading = createInterface({ input: child.stderr! });
    await once(isReading, 'line');
    child.kill('SIGINT');
    expect(await once(child, 'close')).to.deep.equal([130, null]);
  });

  it('stores no token that the service rejects, or that has expired', async () => {
    const service = await testService();
    const refused = await run(['login', '--url', url, '--token-stdin'], 'a.b.c');
    expect(refused.stderr).to.include('nothing was stored');
    expect(refused.exitCode).to.equal(3);
    const expired = await run(
      ['login', '--url', url, '--token-stdin'],
      service.token({ userId: user.id, expiresInSeconds: -60 }),
    );
    expect(expired.stderr).to.include('expired 1 minute ago');
    expect(expired.exitCode).to.equal(3);
    expect((await run(['whoami'])).exitCode).to.equal(3);
  });

  it('stores a token that could not be tried only when it is told to', async () => {
    const args = ['login', '--url', 'http://127.0.0.1:1', '--token-stdin'];
    const refused = await run(args, user.token);
    expect(refused.stderr).to.include('nothing was stored').and.include('Try: orders login --untested');
    expect(refused.exitCode).to.equal(6);
    expect((await run(['logout'])).stderr).to.include('There is no stored login');
    const { stderr, exitCode } = await run([...args, '--untested'], user.token);
    expect(stderr).to.include('warning: the token could not be tried');
    expect(exitCode).to.equal(0);
    expect((await run(['logout'])).stderr).to.include('Logged out');
  });

  it('keeps several services apart by profiles', async () => {
    const other = await newUser();
    await run(['login', '--profile', 'one', '--url', url, '--token-stdin'], user.token);
    await run(['login', '--profile', 'two', '--url', url, '--token-stdin'], other.token);
    const whoami = async (...flags: string[]): Promise<string> => (await run(['whoami', '-o', 'ids', ...flags])).stdout;
    expect(await whoami()).to.equal(`${other.id}\n`);
    expect(await whoami('--profile', 'one')).to.equal(`${user.id}\n`);
    const fromEnvironment = await runInProcess(sandbox, ['whoami', '-o', 'ids'], { env: { ORDERS_PROFILE: 'one' } });
    expect(fromEnvironment.stdout).to.equal(`${user.id}\n`);
    expect((await run(['logout', '--profile', 'two'])).exitCode).to.equal(0);
    expect(await whoami()).to.equal(`${user.id}\n`);
  });

  describe('with a keyring', () => {
    const env = { NODE_OPTIONS: `--import=${new URL('../support/keyring-stand-in.mjs', import.meta.url).href}` };
    const runWithKeyring = (args: readonly string[], input = ''): Promise<RunResult> =>
      runOrders(sandbox, args, { env, input });
    const kept = async (): Promise<unknown> =>
      JSON.parse(await readFile(join(sandbox.folder, 'keyring.json'), 'utf8')) as unknown;

    it('keeps the token there, out of the profiles file, until the profile is forgotten', async () => {
      await runWithKeyring(['login', '--url', url, '--keyring', '--token-stdin'], user.token);
      expect(await readFile(sandbox.profilesFile, 'utf8')).not.to.include(user.token);
      expect(await kept()).to.deep.equal({ 'orders-cli/default': user.token });
      expect((await runWithKeyring(['list'])).exitCode).to.equal(0);
      await runWithKeyring(['logout']);
      expect(await kept()).to.deep.equal({});
      expect((await runWithKeyring(['list'])).exitCode).to.equal(3);
    });

    it('leaves no token behind in it when the next login wants the file', async () => {
      await runWithKeyring(['login', '--url', url, '--keyring', '--token-stdin'], user.token);
      await runWithKeyring(['login', '--url', url, '--token-stdin'], user.token);
      expect(await kept()).to.deep.equal({});
      expect(await readFile(sandbox.profilesFile, 'utf8')).to.include(user.token);
    });
  });

  describe('without a usable keyring', () => {
    /** The library is real; nothing listens where it looks for the desktop's password service. */
    const env = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' };

    it('stores the token in the profiles file, with a warning', async () => {
      const args = ['login', '--url', url, '--keyring', '--token-stdin'];
      const { stderr, exitCode } = await runOrders(sandbox, args, { env, input: user.token });
      expect(stderr).to.include('keyring of this system cannot be used').and.include(sandbox.profilesFile);
      expect(exitCode).to.equal(0);
      expect((await stat(sandbox.profilesFile)).mode & 0o777).to.equal(0o600);
      expect((await run(['list'])).exitCode).to.equal(0);
    });

    it('reports that it holds the requested token', async () => {
      await mkdir(dirname(sandbox.profilesFile), { recursive: true });
      const profiles = { current: 'default', profiles: { default: { url, keyring: true } } };
      await writeFile(sandbox.profilesFile, JSON.stringify(profiles), { mode: 0o600 });
      const { stderr, exitCode } = await runOrders(sandbox, ['list'], { env });
      expect(stderr).to.include('keyring of this system cannot be used');
      expect(exitCode).to.equal(1);
    });
  });

  it('does not send a stored token to another server', async () => {
    await run(['login', '--url', url, '--token-stdin'], user.token);
    const { stderr, exitCode } = await run(['list', '--url', 'http://127.0.0.1:1']);
    expect(stderr).to.include('There is no token for http://127.0.0.1:1');
    expect(exitCode).to.equal(3);
  });

  describe('whoami', () => {
    const whoami = async (token: string, at = url, format = 'json'): Promise<RunResult> =>
      runInProcess(sandbox, ['whoami', '-o', format], { env: { ORDERS_URL: at, ORDERS_TOKEN: token } });

    it('prints what the service answers', async () => {
      const service = await testService();
      const operator = service.token({ userId: 77, email: 'op@example.com', role: 'operator' });
      const { stdout, exitCode } = await whoami(operator);
      expect(JSON.parse(stdout)).to.include({
        verified: true,
        url,
        token_from: 'environment',
        user_id: 77,
        email: 'op@example.com',
        operator: true,
        order_scope: 'all',
      });
      expect(exitCode).to.equal(0);
      expect((await whoami(user.token, url, 'table')).stdout).to.match(/^May +move your own orders to confirmed, /m);
    });

    it('takes the role of operator from the service: a role may be an array', async () => {
      const token = (await testService()).token({ userId: 78, role: ['customer', 'operator'] });
      expect(JSON.parse((await whoami(token)).stdout)).to.include({ operator: true, user_id: 78 });
    });

    it('prints the unverified claims of the token when the service does not answer', async () => {
      const { stdout, stderr, exitCode } = await whoami(user.token, 'http://127.0.0.1:1');
      expect(JSON.parse(stdout)).to.include({ verified: false, user_id: String(user.id), operator: null });
      expect(JSON.parse(stderr)).to.include({ code: 'connection_failed' });
      expect(exitCode).to.equal(6);
      const page = await whoami(user.token, 'http://127.0.0.1:1', 'table');
      expect(page.stdout)
        .to.match(/^Claims +\d+ \(/m)
        .and.match(/expires in \d+ \w+ \(not verified\)$/m);
    });

    it('reports an expired token, whether or not the service answers', async () => {
      const expired = (await testService()).token({ userId: 77, expiresInSeconds: -3600 });
      for (const at of [url, 'http://127.0.0.1:1']) {
        const { stdout, stderr, exitCode } = await whoami(expired, at, 'tsv');
        expect(stdout).to.include('user_id\t77').and.include('verified\tfalse');
        expect(stderr).to.include('The token has expired.');
        expect(exitCode).to.equal(3);
      }
    });
  });

  it('takes the token from a file that is named', async () => {
    const path = join(sandbox.folder, 'token.txt');
    await writeFile(path, `${user.token}\n`);
    expect((await run(['list', '--url', url, '--token-file', path])).exitCode).to.equal(0);
    const missing = await run(['list', '--url', url, '--token-file', `${path}.missing`]);
    expect(missing.stderr).to.include(`The token file ${path}.missing cannot be read`);
    expect(missing.exitCode).to.equal(1);
  });

  it('does not change a damaged profiles file, and works without it where possible', async () => {
    await mkdir(dirname(sandbox.profilesFile), { recursive: true });
    await writeFile(sandbox.profilesFile, '{"profiles": {"def');
    await chmod(sandbox.profilesFile, 0o600);
    const { stderr, exitCode } = await run(['login', '--url', url, '--token-stdin'], user.token);
    expect(stderr).to.include(sandbox.profilesFile).and.include('damaged');
    expect(exitCode).to.equal(1);
    expect(await readFile(sandbox.profilesFile, 'utf8')).to.equal('{"profiles": {"def');
    expect((await runInProcess(sandbox, ['list'], { env: user.env })).exitCode).to.equal(0);
  });

  it('warns when other users can read the tokens, or a token would be sent unencrypted', async () => {
    await run(['login', '--url', url, '--token-stdin'], user.token);
    await chmod(sandbox.profilesFile, 0o644);
    expect((await run(['list'])).stderr).to.include(`chmod 600 '${sandbox.profilesFile}'`);
    const env = { ORDERS_URL: 'http://orders.invalid', ORDERS_TOKEN: user.token };
    const { stderr } = await runInProcess(sandbox, ['list'], { env });
    expect(stderr).to.include('warning: http://orders.invalid is not encrypted');
  });
});
