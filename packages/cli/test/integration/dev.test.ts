import { expect } from 'chai';
import { once } from 'node:events';
import { freePorts } from '../../../../test/services/free-port.js';
import { runOrders, startOrders } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';

describe('orders dev', () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await createSandbox();
  });

  afterEach(() => sandbox.remove());

  it('runs a service that orders finds by itself, and stops with it', async () => {
    const [port] = await freePorts(1);
    const dev = startOrders(sandbox, ['dev', '--port', String(port)]);
    let talk = '';
    const running = new Promise<void>((resolve, reject) => {
      dev.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
        talk += chunk;
        if (talk.includes('npx orders list')) resolve();
      });
      dev.once('exit', () => reject(new Error(`orders dev ended early: ${talk}`)));
    });
    await running;
    const placed = await runOrders(sandbox, ['create', '--item', '1:2', '--debug', '-o', 'ids']);
    expect(placed.stdout).to.match(/^\d+\n$/);
    expect(placed.stderr).to.include('(from order-service dev)');

    const ended = once(dev, 'exit') as Promise<[number | null]>;
    dev.kill('SIGTERM');
    await ended;
    const afterwards = await runOrders(sandbox, ['list']);
    expect(afterwards.stderr).to.include('There is no token for http://localhost:8002');
  });
});
