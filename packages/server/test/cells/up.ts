import { once } from 'node:events';
import { tearDown } from '../../../../test/services/teardown.js';
import { Fixture } from '../faults/rig/fixture.js';
import { claims, inSeconds, signedToken } from '../support/signed-token.js';
import { runLanes } from './run-lanes.js';
import { LANES_OF_CELL_1 } from './scenarios.js';
import { startTopology } from './topology.js';

/** `npm run cells`: two cells as plain processes, until Ctrl-C. Their data is deleted then. */

const out = (text: string): void => void process.stdout.write(text);

async function main(): Promise<void> {
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const fixture = await Fixture.open();
  try {
    const topology = await startTopology(fixture);
    const { url, secret, cells, operators, cellsFile } = topology;
    try {
      for (const args of [['replicate'], ['move', '--lanes', LANES_OF_CELL_1, '--from', '0', '--to', '1'], ['list']]) {
        out((await runLanes({ args: [...args, '--cells', cellsFile] })).output);
      }
      const token = (user: number, role?: string): string =>
        signedToken(claims({ sub: String(user), exp: inSeconds(24 * 3600), ...(role && { role }) }), { secret });
      out(`
HAProxy              ${url}
cell 0               ${cells[0].servers.map((server) => server.url).join(' ')}
cell 1               ${cells[1].servers.map((server) => server.url).join(' ')}
operators' database  ${operators.url}
cells.json           ${cellsFile}

export ORDERS_URL=${url}
export ORDERS_TOKEN=${token(1)}      # user 1, in cell 0
export ORDERS_TOKEN=${token(240)}    # user 240, in cell 1
export ORDERS_TOKEN=${token(2, 'operator')}    # an operator
order-service lanes move --lanes 240 --from 1 --to 0 --cells ${cellsFile}

Ctrl-C ends everything and deletes its data.
`);
      await stopped;
    } finally {
      await topology.stop();
    }
  } finally {
    await fixture.close();
    await tearDown();
  }
}

main()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  })
  .finally(() => process.exit()); // the process guard ends what may be left
