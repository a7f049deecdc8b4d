import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

/**
 * The types of the contract as editors and TypeDoc read them best: every member has a description, if only that of its type;
 * descriptions are the text of a comment instead of a tag; and tags that repeat the type are left out. What a request may
 * leave out may also be given as `undefined`, which is not sent.
 */
export async function sdkTypes(contract) {
  const nodes = await openapiTS(describeReferences(structuredClone(contract), contract.components.schemas));
  return astToString(takingUndefined(nodes, sentSchemas(contract)))
    .replaceAll(/^ *\* @(enum|constant)\b.*\n/gm, '')
    .replaceAll(/^ *\/\*\* @(enum|constant)\b[^\n]*\*\/\n/gm, '')
    .replaceAll(/^( *)\* (.+)\n\1\* @description /gm, '$1* $2\n$1*\n$1* ')
    .replaceAll('@description ', '');
}

/** Gives members that refer to a schema the description of it, unless they have their own. */
function describeReferences(node, schemas) {
  if (typeof node !== 'object' || node === null) return node;
  for (const member of Object.values(node.properties ?? {})) {
    const description = schemas[member.$ref?.split('/').at(-1)]?.description;
    if (description !== undefined) member.description ??= description;
  }
  for (const value of Object.values(node)) describeReferences(value, schemas);
  return node;
}

/** The names of the schemas that bodies of requests are made of. */
function sentSchemas({ paths, components: { schemas } }) {
  const names = new Set();
  const collect = (node) => {
    if (typeof node !== 'object' || node === null) return;
    const name = node.$ref?.split('/').at(-1);
    if (name !== undefined && !names.has(name)) {
      names.add(name);
      collect(schemas[name]);
    }
    Object.values(node).forEach(collect);
  };
  for (const operation of Object.values(paths).flatMap(Object.values)) collect(operation.requestBody);
  return names;
}

/** Adds `undefined` to the type of every optional parameter, and of every optional member of the schemas. */
function takingUndefined(nodes, schemas) {
  const { factory } = ts;
  const nameOf = (node) => (ts.isPropertySignature(node) ? node.name.text : undefined);

  const withUndefined = (node) => {
    const visited = ts.visitEachChild(node, withUndefined, undefined);
    if (!ts.isPropertySignature(visited) || !visited.questionToken) return visited;
    const { modifiers, name, questionToken, type } = visited;
    if (type.kind === ts.SyntaxKind.NeverKeyword) return visited;
    const lenient = factory.createUnionTypeNode([type, factory.createKeywordTypeNode(ts.SyntaxKind.UndefinedKeyword)]);
    return factory.updatePropertySignature(visited, modifiers, name, questionToken, lenient);
  };
  const search = (node, path) => {
    const name = nameOf(node);
    const isSent = name === 'parameters' || (path.at(-1) === 'schemas' && schemas.has(name));
    if (isSent) return withUndefined(node);
    return ts.visitEachChild(node, (child) => search(child, name === undefined ? path : [...path, name]), undefined);
  };
  return nodes.map((node) => search(node, []));
}
