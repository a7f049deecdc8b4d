import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcessGuard, type ProcessGuard } from '../../../../test/services/process-guard.js';
import { startRabbitNode, type RabbitNode } from '../../../../test/services/rabbitmq.js';
import { tearDown } from '../../../../test/services/teardown.js';
import { ArchivingPostgres } from './archiving-postgres.js';
import { rehearse } from './rehearse.js';
import { statementsOfRunbook } from './runbook.js';

const USAGE = 'Usage: npm run test:restore\n';

/** A backup under load, a disaster, and a restore to a point in time. Exits with 1 if a promise was broken. */
async function main(args: readonly string[]): Promise<void> {
  if (args.length > 0) throw new Error(USAGE);
  const folder = await mkdtemp(join(tmpdir(), 'order-service-restore-'));
  await chmod(folder, 0o711); // PostgreSQL's account needs to traverse it
  const guard: ProcessGuard = startProcessGuard(folder);
  let broker: RabbitNode | undefined;
  try {
    broker = await startRabbitNode();
    const postgres = await ArchivingPostgres.start(folder, guard);
    const findings = await rehearse({ postgres, brokerUrl: broker.url, afterRestore: statementsOfRunbook() });
    for (const { promise, isKept, detail } of findings) {
      process.stdout.write(`${isKept ? 'kept  ' : 'BROKEN'}  ${promise}: ${detail}\n`);
    }
    if (findings.some(({ isKept }) => !isKept)) process.exitCode = 1;
  } finally {
    await broker?.stop();
    await guard.close();
    await tearDown();
  }
}

await main(process.argv.slice(2));
