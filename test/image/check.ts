/**
 * Builds the image twice from nothing on a real Docker engine, and checks that both are equal, that its labels and its bill of
 * materials say what is in it, and that it serves orders without a place to write to. It removes everything that it made.
 * Needs an engine on Linux that can pull the base image, or that has NODE_IMAGE.
 */
import { readFileSync } from 'node:fs';
import { findEngine, outputOf, run } from '../compose/docker.js';
import { tearDown } from '../services/teardown.js';
import { buildImage, type BuiltImage } from './built-image.js';
import { checkService } from './check-service.js';

const say = (line: string) => process.stdout.write(`image: ${line}\n`);
const MAX_DIFFERENCES_SHOWN = 20;

interface BillOfMaterials {
  readonly serialNumber: string;
  readonly components: readonly { readonly name: string; readonly version: string }[];
}

function requireEqual(what: string, actual: readonly string[], expected: readonly string[]): void {
  const [has, wants] = [new Set(actual), new Set(expected)];
  const differences = [
    ...expected.filter((line) => !has.has(line)).map((line) => `- ${line}`),
    ...actual.filter((line) => !wants.has(line)).map((line) => `+ ${line}`),
  ];
  if (differences.length === 0) return;
  throw new Error([`${what}:`, ...differences.slice(0, MAX_DIFFERENCES_SHOWN)].join('\n'));
}

function checkEqual(first: BuiltImage, second: BuiltImage): void {
  requireEqual('The files of two builds differ', second.files(), first.files());
  const [layers, again] = [first.inspect().RootFS.Layers, second.inspect().RootFS.Layers];
  requireEqual('The files of two builds are equal, and their layers differ', again, layers);
  say(`two builds have the same ${first.files().length} lines of files, and the same ${layers.length} layers`);
}

function checkLabels(image: BuiltImage): void {
  const { Labels: labels } = image.inspect().Config;
  const { version } = JSON.parse(readFileSync('packages/server/package.json', 'utf8')) as { version: string };
  const expected: Readonly<Record<string, RegExp>> = {
    title: /^order-service$/,
    description: /./,
    licenses: /^MIT$/,
    version: new RegExp(`^${version}$`),
    revision: new RegExp(`^${run('git', ['rev-parse', 'HEAD'])}(-changed)?$`),
    created: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/,
    'base.name': /^[\w./-]+:[\w.-]+/,
  };
  for (const [name, pattern] of Object.entries(expected)) {
    const value = labels[`org.opencontainers.image.${name}`];
    if (value === undefined || !pattern.test(value)) throw new Error(`The label ${name} is ${value}, not ${pattern}.`);
  }
  say(`labels: version ${version}, revision and time of the commit`);
}

/** The bill of materials is that of the checkout, and has exactly the packages of the image, and Swagger UI. */
function checkBillOfMaterials(image: BuiltImage): void {
  const bom = JSON.parse(image.read('/app/sbom.cdx.json')) as BillOfMaterials;
  const nameOf = ({ name, version }: { name: string; version: string }) => `${name}@${version}`;
  const listed = bom.components.map(nameOf).filter((name) => !name.startsWith('swagger-ui-dist@'));
  if (listed.length === bom.components.length) throw new Error('The bill of materials lacks swagger-ui-dist.');
  requireEqual('The bill of materials and node_modules differ', listed, image.packages().map(nameOf));
  const { components } = JSON.parse(run('node', ['scripts/sbom.mjs'])) as BillOfMaterials;
  requireEqual('The bill of materials is not that of npm run sbom', listed, [
    ...components.map(nameOf).filter((name) => !name.startsWith('swagger-ui-dist@')),
  ]);
  say(`bill of materials: the ${bom.components.length} packages of the image`);
}

async function main(): Promise<void> {
  if (findEngine() === undefined) throw new Error('No Docker engine was found: `docker version` reaches none.');
  const tags = ['first', 'second'].map((name) => `orders-image-check-${process.pid}:${name}`);
  try {
    const [first, second] = tags.map(buildImage);
    checkEqual(first!, second!);
    checkLabels(first!);
    checkBillOfMaterials(first!);
    await checkService(first!.tag, say);
    const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
    say(`size: ${megabytes(first!.inspect().Size)}, by layer:`);
    for (const layer of first!.layers()) say(`  ${layer}`);
  } finally {
    for (const tag of tags) outputOf('docker', 'image', 'rm', '--force', tag);
    await tearDown();
  }
  say('passed');
}

main().catch((error: unknown) => {
  say(`FAILED. ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
