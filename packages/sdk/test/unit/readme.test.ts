import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import ts from 'typescript';
import { RETRY_RULES } from '../../src/http/retry-policy.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** What the README's pieces of code take from the program around them. */
const SURROUNDINGS = `
import type { Channel } from 'amqplib';
import type { Knex } from 'knex';
import type * as sdk from '@order-service/sdk';
declare const client: sdk.OrderServiceClient;
declare const order: sdk.CreateOrder;
declare const event: sdk.OrderEvent;
declare const channel: Channel;
declare const knex: Knex;
declare const yesterday: Date;
declare function lastVersion(orderId: number): Promise<number | undefined>;
declare function save(event: sdk.OrderEvent): Promise<void>;
declare const baseUrl: string;
declare const token: string;
declare function sign(text: string): Promise<string>;
declare function offerFewer(productId: number, available: number): void;
declare function show(what: unknown): Promise<void>;
declare function isPaid(order: sdk.Order): boolean;
declare function lastCursor(): Promise<string>;
declare function keepCursor(cursor: string | undefined): Promise<void>;
`;

/** The README's code as one module: its imports once, and each piece in a function of its own. */
function readmeModule(): string {
  const imports = new Set<string>();
  const functions = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ''], index) => {
    for (const [line] of code.matchAll(/^import .*$/gm)) imports.add(line);
    return `export async function piece${index}() {\n${code.replaceAll(/^import .*$/gm, '').replaceAll('{ … }', '{}')}\n}`;
  });
  return [...imports, SURROUNDINGS, ...functions].join('\n');
}

function compilerErrors(source: string): string[] {
  const path = fileURLToPath(new URL('readme-pieces.ts', import.meta.url));
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (name) => name === path || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === path ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([path], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('README', () => {
  const rows = readme.split('\n').filter((line) => line.startsWith('|'));

  for (const { status, codes = [] } of RETRY_RULES) {
    if (status === undefined) continue;
    it(`has the rule for ${status} ${codes.join(', ')}`, () => {
      const row = rows.find(
        (line) => line.includes(String(status)) && codes.every((code) => line.includes(`\`${code}\``)),
      );
      expect(row).to.be.a('string');
    });
  }

  it('shows code that compiles', () => {
    expect(compilerErrors(readmeModule())).to.deep.equal([]);
  });
});
