/**
 * Prints the bill of materials of the image, what it has from npm: the dependencies of the server, with the packages for
 * traces, by `npm sbom` (CycloneDX), and Swagger UI, whose files the build copies. It is read from the lockfile, and the same for
 * the same lockfile and SOURCE_DATE_EPOCH (npm makes a new id and time in every run).
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const SERVER = '@order-service/server';
const SWAGGER_UI = 'swagger-ui-dist';
/** The server uses only its types. */
const SDK = '@order-service/sdk';

/** What `npm sbom` prints for these packages and all that they depend on. */
function npmSbom(...args) {
  const format = ['--package-lock-only', '--sbom-format=cyclonedx'];
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const text = execFileSync('npm', ['sbom', ...format, ...args], { cwd, encoding: 'utf8', maxBuffer: 64 << 20 });
  return JSON.parse(text);
}

/** The image has no optional package, but those for traces. */
const isInImage = ({ 'bom-ref': ref, scope }) =>
  !ref.startsWith(`${SDK}@`) && (scope === 'required' || ref.startsWith('@opentelemetry/'));
const isOfDevelopment = ({ name }) => name === 'cdx:npm:package:development';

const bom = npmSbom(`--workspace=${SERVER}`);
const server = bom.components.find(({ 'bom-ref': ref }) => ref.startsWith(`${SERVER}@`));
const found = npmSbom('--workspaces=false').components.find(({ name }) => name === SWAGGER_UI);
const swaggerUi = {
  ...found,
  scope: 'required',
  properties: found.properties.filter((property) => !isOfDevelopment(property)),
};
const components = [...bom.components.filter((component) => component !== server && isInImage(component)), swaggerUi];
const refs = new Set([server, ...components].map((component) => component['bom-ref']));
const dependencies = [...bom.dependencies, { ref: swaggerUi['bom-ref'], dependsOn: [] }]
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn }) => ({
    ref,
    dependsOn: [...dependsOn, ...(ref === server['bom-ref'] ? [swaggerUi['bom-ref']] : [])].filter((on) =>
      refs.has(on),
    ),
  }));

const { metadata } = bom;
const seconds = process.env.SOURCE_DATE_EPOCH;
const content = {
  metadata: {
    ...(seconds && { timestamp: new Date(Number(seconds) * 1_000).toISOString() }),
    lifecycles: metadata.lifecycles,
    tools: metadata.tools,
    component: { ...server, name: SERVER, type: 'application' },
  },
  components,
  dependencies,
};

/** A UUID (version 8, RFC 9562) of the content. */
function serialOf(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const { $schema, bomFormat, specVersion, version } = bom;
const serialNumber = serialOf(JSON.stringify(content));
process.stdout.write(
  `${JSON.stringify({ $schema, bomFormat, specVersion, serialNumber, version, ...content }, undefined, 2)}\n`,
);
