/**
 * Writes what is derived from openapi.yaml: the SDK's types, values, limits and event validators, and the contract as JSON for the server; the events as asyncapi.yaml; and
 * from the list of commands: the help of the command line. With --check it writes nothing and fails when a committed file
 * differs from its source.
 */
import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { tsImport } from 'tsx/esm/api';
import { parse } from 'yaml';
import { asyncapi } from './generate/asyncapi.mjs';
import { sdkEventValidators } from './generate/sdk-event-validators.mjs';
import { sdkLimits } from './generate/sdk-limits.mjs';
import { sdkValues } from './generate/sdk-values.mjs';

const root = new URL('../', import.meta.url);
const banner = '// Generated from openapi.yaml by `npm run generate`. Do not edit.\n\n';

const source = await readFile(new URL('openapi.yaml', root), 'utf8');
const contract = parse(source);

const { rootHelp } = await tsImport('../packages/cli/src/root-help.ts', import.meta.url);
const types = astToString(await openapiTS(new URL('openapi.yaml', root)));

const outputs = new Map([
  ['packages/sdk/src/generated/schema.ts', `${banner}${types}`],
  ['packages/sdk/src/generated/values.ts', `${banner}${sdkValues(contract)}`],
  ['packages/sdk/src/generated/limits.ts', `${banner}${sdkLimits(contract)}`],
  ['packages/sdk/src/generated/event-validators.ts', `${banner}${sdkEventValidators(contract)}`],
  ['asyncapi.yaml', `# Generated from openapi.yaml by \`npm run generate\`. Do not edit.\n${asyncapi(contract)}`],
  ['packages/server/openapi.json', `${JSON.stringify(contract, null, 2)}\n`],
  ['packages/cli/bin/help.txt', rootHelp()],
]);

const check = process.argv.includes('--check');
const drifted = [];
for (const [path, expected] of outputs) {
  const url = new URL(path, root);
  const actual = await readFile(url, 'utf8').catch(() => '');
  if (actual === expected) continue;
  drifted.push(path);
  if (check) continue;
  await mkdir(dirname(fileURLToPath(url)), { recursive: true });
  await writeFile(url, expected);
}

if (check && drifted.length > 0) {
  console.error(`These files have drifted from their source: ${drifted.join(', ')}. Run \`npm run generate\`.`);
  process.exitCode = 1;
} else {
  console.log(
    check ? 'Everything generated agrees with its source.' : `Written: ${drifted.join(', ') || 'nothing new'}.`,
  );
}
