import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startOrderService } from '@order-service/server';
import type { PartResult } from './part-result.js';

const VERSION = '4.32.5';
const FOLDER = fileURLToPath(new URL(`../../node_modules/.cache/schemathesis-${VERSION}`, import.meta.url));
const CONFIG = fileURLToPath(new URL('schemathesis.toml', import.meta.url));

/** Runs Schemathesis against a service of its own, as an operator. Skipped where it cannot be installed. */
export async function runSchemathesis(seed: number): Promise<PartResult> {
  const { program, why } = install();
  if (program === undefined) return { outcome: 'skipped', why };
  const service = await startOrderService();
  try {
    const token = service.token({ userId: 1, email: 'u@example.com', role: 'operator' });
    await placeOrders(service.url, token);
    const child = spawn(
      program,
      [
        ...['--config-file', CONFIG, 'run', `${service.url}/openapi.json`],
        ...['--header', `Authorization: Bearer ${token}`, '--seed', String(seed)],
      ],
      { cwd: FOLDER, stdio: 'inherit' },
    );
    const [status] = (await once(child, 'close')) as [number | null];
    return { outcome: status === 0 ? 'passed' : 'failed' };
  } finally {
    await service.stop();
  }
}

/** Orders that the first requests can read and change. */
async function placeOrders(url: string, token: string): Promise<void> {
  for (let placed = 0; placed < 3; placed += 1) {
    await fetch(`${url}/api/v1/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ items: [{ product_id: 1, quantity: 1 }] }),
    });
  }
}

type Installed =
  { readonly program: string; readonly why?: undefined } | { readonly program?: undefined; readonly why: string };

/** The path of the program, in a virtual environment that is kept; or why there is none. */
function install(): Installed {
  const program = join(FOLDER, 'bin', 'schemathesis');
  if (existsSync(program)) return { program };
  const steps = [
    ['python3', '-m', 'venv', FOLDER],
    [join(FOLDER, 'bin', 'pip'), 'install', '--quiet', '--disable-pip-version-check', `schemathesis==${VERSION}`],
  ] as const;
  for (const [command, ...args] of steps) {
    const { status, error } = spawnSync(command, args, { encoding: 'utf8' });
    if (status === 0) continue;
    const reason = error ? error.message : `\`${[command, ...args].join(' ')}\` failed`;
    return { why: `it cannot be installed here: ${reason}` };
  }
  return { program };
}
