import { readdirSync } from 'node:fs';
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** It imports the prompts with `import()`: they are an ES module, which the joined command line cannot require. */
const PROMPTER = 'packages/cli/src/terminal/prompter.ts';

/**
 * The fences of ARCHITECTURE.md, as rules: which module may import what. Each entry forbids `names` everywhere but in
 * `except`. test/boundaries.test.ts shows that every fence holds.
 */
const packageFences = [
  {
    names: ['koa', 'koa-*', '@koa/*', 'rou3'],
    except: ['packages/server/src/http/**', 'packages/server/src/app.ts'],
  },
  { names: ['knex', 'pg', 'pg-*'], except: ['packages/server/src/db/**'] },
  {
    names: ['amqplib'],
    except: ['packages/server/src/outbox/rabbit-publisher.ts', 'packages/cli/src/commands/listen/amqp/broker.ts'],
  },
  { names: ['@opentelemetry/*'], except: ['packages/server/src/telemetry/**'] },
  { names: ['@inquirer/*'], except: [PROMPTER] },
  { names: ['@modelcontextprotocol/*'], except: ['packages/cli/src/commands/mcp/**'] },
  { names: ['openapi-fetch'], except: ['packages/sdk/src/http/http-client.ts'] },
];

/** Layers of the server: what a folder must not import. `alone` matches what lies outside of all that it may import. */
const serverLayers = [
  { folder: 'domain', forbidden: [], alone: '^(?!\\./)' },
  { folder: 'ports', forbidden: [], alone: '^\\.\\./(?!domain/)' },
  { folder: 'concurrency', forbidden: [], alone: '^\\.\\./' },
  { folder: 'wire', forbidden: [], alone: '^\\.\\./(?!domain/|ports/)' },
  { folder: 'measuring', forbidden: [], alone: '^\\.\\./(?!domain/|usecases/)' },
  { folder: 'usecases', forbidden: [], alone: '^\\.\\./(?!domain/|ports/|concurrency/)' },
  { folder: 'importing', forbidden: [], alone: '^\\.\\./(?!domain/|ports/|concurrency/)' },
  { folder: 'housekeeping', forbidden: [], alone: '^\\.\\./(?!domain/|ports/|concurrency/)' },
  { folder: 'telemetry', forbidden: ['http', 'db', 'feed', 'products', 'outbox', 'embedded', 'testing'] },
  { folder: 'http', forbidden: ['db', 'feed', 'products', 'outbox', 'embedded', 'testing'] },
  { folder: 'db', forbidden: ['http', 'feed', 'products', 'outbox', 'embedded', 'testing'] },
  { folder: 'feed', forbidden: ['http', 'db', 'products', 'outbox', 'embedded', 'testing'] },
  { folder: 'products', forbidden: ['http', 'db', 'feed', 'outbox', 'embedded', 'testing'] },
  { folder: 'embedded/postgres', forbidden: [], alone: '^(\\.\\./|@order-service/)' },
  { folder: 'outbox', forbidden: ['http', 'db', 'feed', 'products', 'embedded', 'testing'] },
];

/**
 * Layers of the command line: what each must not reach into. Of what lies in src/ itself and puts them together, only
 * `cliBase` may be imported.
 */
const cliLayers = [
  { folder: 'render', forbidden: ['parse', 'terminal', 'session', 'features', 'commands'], pure: true },
  { folder: 'parse', forbidden: ['render', 'terminal', 'session', 'features', 'commands'] },
  { folder: 'terminal', forbidden: ['parse', 'session', 'features', 'commands'], pure: true },
  { folder: 'session', forbidden: ['parse', 'terminal', 'features', 'commands'] },
  { folder: 'features', forbidden: ['commands'] },
  { folder: 'commands', forbidden: [] },
];
const cliBase = ['errors.ts', 'exit-codes.ts', 'version.ts'];
const cliTop = readdirSync(new URL('packages/cli/src/', import.meta.url))
  .filter((name) => name.endsWith('.ts') && !cliBase.includes(name))
  .map((name) => name.replace(/\.ts$/, '.js'));

const allSources = ['packages/*/src/**/*.ts'];

/** Every pattern a file must not import, gathered, because a later `no-restricted-imports` replaces an earlier one. */
function restrictedImports(patterns) {
  return { 'no-restricted-imports': ['error', { patterns }] };
}

/** `import { env } from 'node:process'` would go around the rules on `process.env` and `process.exit`. */
const processModule = {
  group: ['process', 'node:process'],
  message: 'Use the global `process`, which is watched over.',
};

function libraryPatterns(exempt) {
  const fences = packageFences
    .filter((fence) => !fence.except.some((allowed) => exempt.includes(allowed)))
    .map((fence) => ({ group: fence.names, message: `Only ${fence.except.join(', ')} may import this.` }));
  return [...fences, processModule];
}

const crossPackage = {
  sdk: [{ group: ['@order-service/*', '**/server/**', '**/cli/**'], message: 'The SDK imports nothing of ours.' }],
  cli: [
    {
      // Not **/server/**: the library of `orders mcp` is called @modelcontextprotocol/server.
      group: ['@order-service/server', '@order-service/server/*', '**/server/src/**', '**/server/dist/**'],
      message: 'The command line is built on the SDK alone.',
    },
  ],
  server: [
    { group: ['@order-service/cli', '**/cli/**'], message: 'The server does not know the command line.' },
    { group: ['@order-service/sdk'], allowTypeImports: true, message: 'The server takes only types from the SDK.' },
  ],
};

const knexTransactionRules = [
  "CallExpression[callee.property.name='transaction'][arguments.length=0]",
  "CallExpression[callee.property.name='transaction'][arguments.0.type='ObjectExpression']",
  "CallExpression[callee.property.name='transaction'] > Identifier[name='undefined']",
  "CallExpression[callee.property.name='transactionProvider']",
].map((selector) => ({
  selector,
  message: 'knex.transaction() resolves although COMMIT failed: use the callback form.',
}));

/** `no-restricted-imports` does not see these. */
const dynamicImportRule = {
  selector:
    'ImportExpression[source.value=/^(koa|@koa|rou3|knex|pg|amqplib|@inquirer|@modelcontextprotocol|@opentelemetry|openapi-fetch|process$|node:process$|@order-service.(server|cli))/]',
  message: 'What is behind a fence is imported statically, in the one place that may.',
};

const forcedTypeRule = {
  selector: "TSAsExpression > TSAsExpression[typeAnnotation.type='TSUnknownKeyword']",
  message: '`as unknown as` turns the compiler off: narrow the value, or give its source the right type.',
};

/** A later `no-restricted-syntax` replaces an earlier one, so that every list begins with these. */
const restrictedSyntax = [...knexTransactionRules, dynamicImportRule, forcedTypeRule];

function serverLayerConfig({ folder, forbidden, alone }) {
  const own = `packages/server/src/${folder}/**`;
  const publisher = 'packages/server/src/outbox/rabbit-publisher.ts';
  const layerPatterns = forbidden.map((other) => ({
    group: [`**/${other}/**`],
    message: `${folder}/ must not depend on ${other}/.`,
  }));
  if (alone) layerPatterns.push({ regex: alone, message: `${folder}/ must not depend on this: see ARCHITECTURE.md.` });
  const config = (files, exempt) => ({
    files,
    rules: restrictedImports([...libraryPatterns(exempt), ...crossPackage.server, ...layerPatterns]),
  });
  return folder === 'outbox'
    ? [config([`${own}/*.ts`], [own]), config([publisher], [own, publisher])]
    : [config([`${own}/*.ts`], [own])];
}

/** `no-restricted-imports` does not see `import()`, so a second rule holds each layer, too. */
function cliLayerConfig({ folder, forbidden, pure }) {
  const own = `packages/cli/src/${folder}/**`;
  const exempt =
    {
      terminal: [PROMPTER],
      commands: ['packages/cli/src/commands/listen/amqp/broker.ts', 'packages/cli/src/commands/mcp/**'],
    }[folder] ?? [];
  const message = `${folder}/ is below this: commands -> features -> session, terminal -> render, parse.`;
  const patterns = [
    { group: [...forbidden.map((other) => `**/${other}/**`), ...cliTop.map((name) => `**/${name}`)], message },
    ...(pure ? [{ group: ['@order-service/*'], message: `${folder}/ knows nothing of the service.` }] : []),
  ];
  const dynamic = {
    selector: `ImportExpression[source.value=/\\/(${[...forbidden.map((other) => `${other}\\/`), ...cliTop].join('|')})/]`,
    message,
  };
  const config = (files, allowed) => ({
    files,
    rules: {
      ...restrictedImports([...libraryPatterns(allowed), ...crossPackage.cli, ...patterns]),
      'no-restricted-syntax': [
        'error',
        ...restrictedSyntax.filter((rule) => rule !== dynamicImportRule || !files.includes(PROMPTER)),
        dynamic,
      ],
    },
  });
  return [config([own], []), ...exempt.map((files) => config([files], [files]))];
}

export default tseslint.config(
  { ignores: ['**/dist/**', '**/coverage/**', '**/generated/**', '**/node_modules/**', 'packages/sdk/reference/**'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['packages/*/tsconfig.json', 'tsconfig.check.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // A short name for a type that another one makes: `interface Order extends Open<…> {}`.
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: allSources,
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only main.ts reads the environment; it passes it to config.ts.',
        },
        { object: 'process', property: 'exit', message: 'Only main.ts ends the process.' },
      ],
      'no-restricted-syntax': ['error', ...restrictedSyntax],
    },
  },
  { files: ['packages/sdk/src/**/*.ts'], rules: restrictedImports([...libraryPatterns([]), ...crossPackage.sdk]) },
  { files: ['packages/sdk/src/http/console-logger.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['packages/sdk/src/http/http-client.ts'],
    rules: restrictedImports([...libraryPatterns(['packages/sdk/src/http/http-client.ts']), ...crossPackage.sdk]),
  },
  { files: ['packages/cli/src/**/*.ts'], rules: restrictedImports([...libraryPatterns([]), ...crossPackage.cli]) },
  ...cliLayers.flatMap(cliLayerConfig),
  {
    files: ['packages/server/src/**/*.ts'],
    rules: restrictedImports([...libraryPatterns([]), ...crossPackage.server]),
  },
  {
    files: ['packages/server/src/app.ts'],
    rules: restrictedImports([...libraryPatterns(['packages/server/src/app.ts']), ...crossPackage.server]),
  },
  ...serverLayers.flatMap(serverLayerConfig),
  {
    // Optional packages, which are loaded where they are needed and explained where they are absent.
    files: ['packages/server/src/telemetry/telemetry-packages.ts'],
    rules: { 'no-restricted-syntax': ['error', ...knexTransactionRules, forcedTypeRule] },
  },
  { files: ['packages/*/src/main.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['packages/*/test/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off', // chai's property assertions
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'Buffer',
          'AbortController',
          'setTimeout',
          'clearTimeout',
          'fetch',
          'AbortSignal',
          'structuredClone',
          'module',
          'require',
          '__dirname',
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: { 'no-console': 'off' },
  },
);
