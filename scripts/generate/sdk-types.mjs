import openapiTS, { astToString } from 'openapi-typescript';

/**
 * The types of the contract as editors and TypeDoc read them best: every member has a description, if only that of its type;
 * descriptions are the text of a comment instead of a tag; and tags that repeat the type are left out.
 */
export async function sdkTypes(contract) {
  const types = astToString(
    await openapiTS(describeReferences(structuredClone(contract), contract.components.schemas)),
  );
  return types
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
