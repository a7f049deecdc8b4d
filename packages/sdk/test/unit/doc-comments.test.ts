import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import ts from 'typescript';

const entry = fileURLToPath(new URL('../../src/index.ts', import.meta.url));

/** The names of what the package exports without a doc comment: `Page`, `Page.items`. */
function undocumented(): string[] {
  const program = ts.createProgram([entry], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    types: [],
    strict: true,
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  const hasDoc = (node: ts.Node) => ts.getJSDocCommentsAndTags(node).some(ts.isJSDoc);
  return checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const declarations = (symbol.declarations ?? []).filter(
      (each) => !each.getSourceFile().fileName.includes('/generated/'),
    );
    const own = declarations.length === 0 || declarations.some((each) => hasDoc(enclosing(each)));
    const members = declarations.flatMap(publicMembers).filter((member) => !hasDoc(member));
    return [
      ...(own ? [] : [exported.name]),
      ...(declarations.some(isOfContract) ? undocumentedProperties(checker, symbol) : []).map(
        (name) => `${exported.name}.${name}, in openapi.yaml`,
      ),
      ...members.map((member) => `${exported.name}.${member.name?.getText() ?? 'call'}`),
    ];
  });
}

/** Whether the type is derived from the contract, which describes its members. */
function isOfContract(declaration: ts.Declaration): boolean {
  return declaration.getSourceFile().fileName.endsWith('/src/contract.ts');
}

/** The members of an object type, or of each of a union, about which an editor has nothing to say. */
function undocumentedProperties(checker: ts.TypeChecker, symbol: ts.Symbol): string[] {
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  return (type.isUnion() ? type.types : [type])
    .filter((each) => each.isIntersection() || (each.flags & ts.TypeFlags.Object) !== 0)
    .flatMap((each) => checker.getPropertiesOfType(each))
    .filter((property) => property.getDocumentationComment(checker).length === 0)
    .map(({ name }) => name);
}

/** The statement of a variable: where its doc comment stands. */
function enclosing(declaration: ts.Declaration): ts.Node {
  return ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
}

function publicMembers(declaration: ts.Declaration): (ts.TypeElement | ts.ClassElement)[] {
  if (ts.isInterfaceDeclaration(declaration)) return [...declaration.members];
  if (!ts.isClassDeclaration(declaration)) return [];
  return declaration.members.filter(
    (member) =>
      member.name !== undefined &&
      !ts.isPrivateIdentifier(member.name) &&
      !ts.isConstructorDeclaration(member) &&
      member.name.getText() !== 'name', // Every error has one.
  );
}

describe('the exports of the package', () => {
  it('have doc comments, and so do their members', function () {
    this.timeout(60_000);
    expect(undocumented()).to.deep.equal([]);
  });
});
