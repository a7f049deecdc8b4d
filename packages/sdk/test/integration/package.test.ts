import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import ts from 'typescript';
import { projectWithSdk, type Project } from '../support/installed-package.js';

const { ModuleKind, ModuleResolutionKind } = ts;

const TSC_7 = fileURLToPath(
  new URL('../../../../scripts/typescript7/node_modules/typescript/bin/tsc', import.meta.url),
);

const libraries = new Map<string, ts.SourceFile | undefined>();

/** A compiler host that reads TypeScript's own declarations once for all programs. */
function sharingLibraries(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => {
    if (!/\/typescript\/lib\/lib\..*\.d\.ts$/.test(name)) return getSourceFile(name, ...rest);
    if (!libraries.has(name)) libraries.set(name, getSourceFile(name, ...rest));
    return libraries.get(name);
  };
  return host;
}

describe('the published package', function () {
  this.timeout(120_000);
  let project: Project;
  before(async () => {
    project = await projectWithSdk();
  });
  after(() => project.remove());

  const settings: readonly [name: string, file: string, options: ts.CompilerOptions][] = [
    ['module: node16, ES modules', 'consumer.mts', { module: ModuleKind.Node16 }],
    ['module: node16, CommonJS', 'consumer.cts', { module: ModuleKind.Node16 }],
    ['module: nodenext, ES modules', 'consumer.mts', { module: ModuleKind.NodeNext }],
    ['module: nodenext, CommonJS', 'consumer.cts', { module: ModuleKind.NodeNext }],
    [
      'moduleResolution: bundler',
      'consumer.mts',
      { module: ModuleKind.ESNext, moduleResolution: ModuleResolutionKind.Bundler },
    ],
    [
      'module: commonjs, moduleResolution: node10',
      'consumer.cts',
      { module: ModuleKind.CommonJS, moduleResolution: ModuleResolutionKind.Node10 },
    ],
  ];
  for (const [name, file, options] of settings) {
    it(`has types for ${name}`, () => expect(messagesOf(file, options)).to.deep.equal([]));
  }

  it('takes undefined for whatever may be left out', () => {
    expect(messagesOf('optional-members.mts', { module: ModuleKind.NodeNext })).to.deep.equal([]);
  });

  function messagesOf(file: string, options: ts.CompilerOptions): string[] {
    const all: ts.CompilerOptions = {
      ...options,
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipDefaultLibCheck: true, // But not skipLibCheck: the package's own declarations are checked as well.
      types: [],
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
      target: ts.ScriptTarget.ES2022,
    };
    const program = ts.createProgram([join(project.folder, file)], all, sharingLibraries(all));
    return ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ file: where, messageText }) => `${where?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );
  }

  for (const [module, resolution] of [
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const) {
    it(`has types for TypeScript 7, ${resolution}`, async () => {
      const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable', '--types', ''];
      const files = resolution === 'bundler' ? ['consumer.mts'] : ['consumer.mts', 'consumer.cts'];
      const args = [TSC_7, ...options, '--module', module, '--moduleResolution', resolution];
      await project.node(...args, ...files);
    });
  }

  const names = 'Object.keys(sdk).sort().join()';

  it('has the same values for import and for require', async () => {
    const imported = await project.node('-e', `import('@order-service/sdk').then((sdk) => console.log(${names}))`);
    expect(imported.split(',')).to.include.members(['ApiError', 'createClient', 'limits']);
    for (const flag of ['--experimental-require-module', '--no-experimental-require-module']) {
      const required = await project.node(
        '--no-warnings',
        flag,
        '-e',
        `const sdk = require('@order-service/sdk'); console.log(${names})`,
      );
      expect(required, flag).to.equal(imported);
    }
  });

  it('is one and the same for import and require where Node.js can require ES modules', async () => {
    const program = `
      const required = require('@order-service/sdk');
      import('@order-service/sdk').then((imported) => console.log(required.ApiError === imported.ApiError));`;
    expect(await project.node('--no-warnings', '-e', program)).to.equal('true');
  });

  it('works as CommonJS where require takes no ES modules, as in Jest', async () => {
    const program = `
      const { ApiError, createClient, isProblem } = require('@order-service/sdk');
      const body = JSON.stringify({ type: '', title: '', status: 404, detail: 'None.', code: 'order_not_found', request_id: '' });
      const fetch = async () => new Response(body, { status: 404, headers: { 'content-type': 'application/problem+json' } });
      createClient({ baseUrl: 'http://orders.test', fetch }).orders.get(42).catch((error) =>
        console.log(error instanceof ApiError, isProblem(error, 'order_not_found')));`;
    expect(await project.node('--no-experimental-require-module', '-e', program)).to.equal('true true');
  });
});
