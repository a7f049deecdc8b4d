import { expect } from 'chai';
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcessGuard } from '../../../../test/services/process-guard.js';
import { startHaproxy } from '../cluster/haproxy.js';
import { lastingPorts } from '../cluster/ports.js';

const CONFIGURATION = `
global
  stats socket "\${RUNTIME_SOCKET}" mode 600 level admin expose-fd listeners
defaults
  mode http
  timeout connect 2s
  timeout client 10s
  timeout server 10s
frontend greeting
  bind "127.0.0.1:\${PORT}"
  http-request return status 200 content-type text/plain string hello
`;

describe('startHaproxy', () => {
  it('reads variables, answers on its runtime socket, and is reloaded without closing the listener', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'orders-haproxy-'));
    await chmod(folder, 0o711);
    const guard = startProcessGuard(folder);
    try {
      const [port] = await lastingPorts(1);
      const configuration = join(folder, 'haproxy.cfg');
      await writeFile(configuration, CONFIGURATION);
      const haproxy = await startHaproxy({ configuration, variables: { PORT: String(port) }, folder, guard });
      const first = haproxy.pid;
      expect(await haproxy.command('show info')).to.contain(`Pid: ${first}`);
      await haproxy.reload();
      expect(haproxy.pid).not.to.equal(first);
      const answer = await fetch(`http://127.0.0.1:${port}/`);
      expect(await answer.text()).to.equal('hello');
      await haproxy.stop();
    } finally {
      await guard.close();
    }
  });
});
