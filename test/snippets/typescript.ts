import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Block } from './blocks.js';

/** What the pieces of code take from the program around them, with its type. */
const SURROUNDINGS: Readonly<Record<string, string>> = {
  client: "import('@order-service/sdk').OrderServiceClient",
  order: "import('@order-service/sdk').CreateOrder",
  event: "import('@order-service/sdk').OrderEvent",
  channel: "import('amqplib').Channel",
  knex: "import('knex').Knex",
  yesterday: 'Date',
  baseUrl: 'string',
  token: 'string',
  secret: 'string',
  body: 'string',
  request: '{ headers: Record<string, string> }',
  lastVersion: '(orderId: number) => Promise<number | undefined>',
  save: "(event: import('@order-service/sdk').OrderEvent) => Promise<void>",
  sign: '(text: string) => Promise<string>',
  offerFewer: '(productId: number, available: number) => void',
  show: '(what: unknown) => Promise<void>',
  isPaid: "(order: import('@order-service/sdk').Order) => boolean",
  lastCursor: '() => Promise<string>',
  keepCursor: '(cursor: string | undefined) => Promise<void>',
  expect: 'Chai.ExpectStatic',
};

const GLOBALS = `import type { Knex } from 'knex';\n`;

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: true,
  allowJs: true,
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node', 'mocha', 'chai'],
};

/** What the compiler has to say of the blocks, each with the name of its block. */
export function compilerErrors(blocks: readonly Block[]): string[] {
  const sources = new Map(blocks.map((block, index) => [pathOf(block, index), { block, text: moduleOf(block) }]));
  const host = ts.createCompilerHost(OPTIONS);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (path) => sources.has(path) || fileExists(path);
  host.getSourceFile = (path, ...rest) => {
    const source = sources.get(path);
    return source ? ts.createSourceFile(path, source.text, ts.ScriptTarget.ES2022) : getSourceFile(path, ...rest);
  };
  const program = ts.createProgram([...sources.keys()], OPTIONS, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const name = file && sources.get(file.fileName)?.block.name;
    return `${name ?? file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

/** JavaScript is parsed, and its types are not checked. */
function pathOf({ language }: Block, index: number): string {
  return fileURLToPath(new URL(`block-${index}.${language === 'ts' ? 'mts' : 'mjs'}`, import.meta.url));
}

/** A module with the block in a function, as it may return; what it does not declare itself is declared around it. */
function moduleOf({ language, code }: Block): string {
  if (language !== 'ts') return code;
  const imports = [...code.matchAll(/^import .*$/gm)].join('\n');
  const body = code.replaceAll(/^import .*$/gm, '');
  const declared = Object.entries(SURROUNDINGS)
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(body) && !new RegExp(`\\b(const|let) ${name}\\b`).test(body))
    .map(([name, type]) => `declare const ${name}: ${type};`);
  const knex = body.includes('Knex.') ? GLOBALS : '';
  return `${imports}\n${knex}${declared.join('\n')}\nexport async function block() {\n${body}\n}\n`;
}

/** What a block did. */
export interface Outcome {
  /** What it printed, a line for each call. */
  readonly printed: readonly string[];
  /** The values of its statements that are an expression with a comment, by their text. */
  readonly values: ReadonlyMap<string, unknown>;
  /** What it declared, of what was asked for. */
  readonly declared: Readonly<Record<string, unknown>>;
}

export interface RunOptions {
  /** What it imports, by the name of the module. */
  readonly modules?: Readonly<Record<string, object>>;
  /** What it takes from the program around it. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** What to return of what it declares. */
  readonly declares?: readonly string[];
}

type Compiled = (
  load: (module: string) => object,
  given: Readonly<Record<string, unknown>>,
  shown: (text: string, value: unknown) => void,
) => Promise<Record<string, unknown>>;

/** Runs a block as it stands in its document. */
export async function runBlock({ name, code }: Block, { modules = {}, given = {}, declares = [] }: RunOptions) {
  const printed: string[] = [];
  const values = new Map<string, unknown>();
  const log = (...what: unknown[]) => void printed.push(what.join(' '));
  const surroundings = { console: { log, warn: log, error: log }, ...given };
  const { default: run } = await compile(code, Object.keys(surroundings), declares);
  const load = (module: string): object => {
    const loaded = modules[module];
    if (!loaded) throw new Error(`${name} imports ${module}, which the test does not give it.`);
    return loaded;
  };
  const declared = await run(load, surroundings, (text, value) => void values.set(text, value));
  return { printed, values, declared } satisfies Outcome;
}

function compile(code: string, given: readonly string[], declares: readonly string[]) {
  const shown = code.replaceAll(/^([a-z]\w*\.[\w.]*(?:\([^;]*\))?); \/\//gm, (_, expression: string) => {
    return `shown(${JSON.stringify(expression)}, ${expression}); //`;
  });
  const { outputText } = ts.transpileModule(shown, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: false },
  });
  const body = outputText.replaceAll(
    /^import \{(.*)\} from '(.+)';$/gm,
    (_, names: string, module: string) => `const {${names.replaceAll(' as ', ': ')}} = load('${module}');`,
  );
  const text = `export default async (load, { ${given.join(', ')} }, shown) => {
${body.replaceAll(/^export \{\};$/gm, '')}
return { ${declares.join(', ')} };
};`;
  return import(`data:text/javascript,${encodeURIComponent(text)}`) as Promise<{ default: Compiled }>;
}
