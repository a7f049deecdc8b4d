/**
 * Writes what is derived from openapi.yaml: the SDK's types, values, limits and event validators, and the contract as JSON
 * for the server; the events as asyncapi.yaml; the tools of `orders mcp`; and from the commands of the command line: its help
 * and its manual page. With --check it writes nothing and fails when a committed file differs from its source.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { tsImport } from 'tsx/esm/api';
import { parse } from 'yaml';
import { asyncapi } from './generate/asyncapi.mjs';
import { manPage } from './generate/man-page.mjs';
import { mcpOperations } from './generate/mcp-operations.mjs';
import { sdkEventValidators } from './generate/sdk-event-validators.mjs';
import { sdkLimits } from './generate/sdk-limits.mjs';
import { sdkTypes } from './generate/sdk-types.mjs';
import { sdkValues } from './generate/sdk-values.mjs';

const root = new URL('../', import.meta.url);
const banner = '// Generated from openapi.yaml by `npm run generate`. Do not edit.\n\n';

const source = await readFile(new URL('openapi.yaml', root), 'utf8');
const contract = parse(source);

const types = await sdkTypes(contract);

const check = process.argv.includes('--check');
const drifted = [];

async function update(outputs) {
  for (const [path, expected] of Object.entries(outputs)) {
    const url = new URL(path, root);
    const actual = await readFile(url, 'utf8').catch(() => '');
    if (actual === expected) continue;
    drifted.push(path);
    if (check) continue;
    await mkdir(dirname(fileURLToPath(url)), { recursive: true });
    await writeFile(url, expected);
  }
}

await update({
  'packages/sdk/src/generated/schema.ts': `${banner}${types}`,
  'packages/sdk/src/generated/values.ts': `${banner}${sdkValues(contract)}`,
  'packages/sdk/src/generated/limits.ts': `${banner}${sdkLimits(contract)}`,
  'packages/sdk/src/generated/event-validators.ts': `${banner}${sdkEventValidators(contract)}`,
  'packages/cli/src/generated/mcp-operations.ts': `${banner}${mcpOperations(contract)}`,
  'asyncapi.yaml': `# Generated from openapi.yaml by \`npm run generate\`. Do not edit.\n${asyncapi(contract)}`,
  'packages/server/openapi.json': `${JSON.stringify(contract, null, 2)}\n`,
});

// The commands have the values above. They run on the SDK's source, because what is built is older, or not there.
const { rootHelp } = await tsImport('../packages/cli/src/root-help.ts', import.meta.url);
const { stdout: commandLine } = await promisify(execFile)(
  process.execPath,
  ['--import', 'tsx', 'packages/cli/src/main.ts', 'commands', '-o', 'json'],
  {
    cwd: fileURLToPath(root),
    env: { ...process.env, TSX_TSCONFIG_PATH: fileURLToPath(new URL('scripts/generate/tsconfig.json', root)) },
  },
);
await update({
  'packages/cli/bin/help.txt': rootHelp(),
  'packages/cli/man/orders.1': manPage(JSON.parse(commandLine)),
});

if (check && drifted.length > 0) {
  console.error(`These files have drifted from their source: ${drifted.join(', ')}. Run \`npm run generate\`.`);
  process.exitCode = 1;
} else {
  console.log(
    check ? 'Everything generated agrees with its source.' : `Written: ${drifted.join(', ') || 'nothing new'}.`,
  );
}
