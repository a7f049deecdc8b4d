/** The changes that `orders mcp` can offer, by the word that allows each, and their hints for clients. */
const CHANGES = {
  create: { operationId: 'createOrder', hints: { destructiveHint: false, idempotentHint: false } },
  status: { operationId: 'updateOrderStatus', hints: { destructiveHint: true, idempotentHint: true } },
};

/** What a tool's input schema keeps. The service checks everything else, and its problem documents name what is wrong. */
const INPUT_KEYWORDS = ['enum', 'format', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'];

/** Entries of a page where none is asked for: what a language model reads costs more than a second page. */
const PAGE_SIZE = 20;

/**
 * The operations that become tools: what a signed-in caller can read as JSON, and the changes above. Schemas have no
 * references, because clients pass each to a language model by itself.
 * @throws when two parameters of an operation have one name, or a change is not in the contract
 */
export function mcpOperations(contract) {
  const changes = new Map(Object.entries(CHANGES).map(([word, change]) => [change.operationId, { word, ...change }]));
  const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
    ['get', 'post', 'patch'].flatMap((method) => {
      const operation = item[method];
      const change = changes.get(operation?.operationId);
      if (!change && !isRead(method, operation, contract)) return [];
      changes.delete(operation.operationId);
      return [operationOf(contract, { path, method, operation, change, shared: item.parameters ?? [] })];
    }),
  );
  if (changes.size > 0) throw new Error(`openapi.yaml has no ${[...changes.keys()].join(', ')}.`);
  return [
    "import type { ContractOperation } from '../features/assistant/contract-operation.js';\n",
    `export const operations: readonly ContractOperation[] = [\n${operations.map((one) => `  ${JSON.stringify(one)},\n`).join('')}];\n`,
  ].join('\n');
}

function isRead(method, operation, contract) {
  if (method !== 'get' || operation === undefined) return false;
  return (operation.security ?? contract.security).length > 0 && answerOf(operation) !== undefined;
}

function answerOf({ responses }) {
  const success = responses['200'] ?? responses['201'];
  return success?.content?.['application/json']?.schema;
}

function operationOf(contract, { path, method, operation, change, shared }) {
  const { operationId, summary, description, requestBody, parameters = [] } = operation;
  const known = [...shared, ...parameters].map((node) => resolve(contract, node));
  const inPlace = (place) => known.filter((parameter) => parameter.in === place);
  const body = requestBody && schemaOf(contract, requestBody.content['application/json'].schema, INPUT_KEYWORDS);
  const members = [...inPlace('path'), ...inPlace('query')].map((parameter) => [
    parameter.name,
    {
      ...schemaOf(contract, parameter.schema, INPUT_KEYWORDS),
      description: flat(parameter.description),
      ...(parameter.name === 'limit' && { default: PAGE_SIZE }),
    },
  ]);
  const bodyMembers = Object.entries(body?.properties ?? {});
  const properties = Object.fromEntries([...members, ...bodyMembers]);
  if (Object.keys(properties).length < members.length + bodyMembers.length) {
    throw new Error(`Two parameters of ${operationId} have one name.`);
  }
  const required = [
    ...known.filter((p) => p.required && p.in === 'path').map((p) => p.name),
    ...(body?.required ?? []),
  ];
  return {
    operationId,
    tool: operationId.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    allowedBy: change?.word ?? null,
    hints: { readOnlyHint: !change, ...(change ? change.hints : { destructiveHint: false, idempotentHint: true }) },
    method: method.toUpperCase(),
    path,
    title: summary,
    description: flat(description ?? summary),
    pathParameters: inPlace('path').map(({ name }) => name),
    queryParameters: inPlace('query').map(({ name }) => name),
    linksToNextPage: Object.values(operation.responses).some((response) => response.headers?.Link !== undefined),
    inputSchema: { type: 'object', properties, required, additionalProperties: false },
    answerSchema: schemaOf(contract, answerOf(operation), []),
  };
}

/** One line for each paragraph. */
function flat(text) {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*(?!- )/g, ' '))
    .join('\n');
}

function resolve(contract, node) {
  if (node.$ref === undefined) return node;
  const target = node.$ref
    .slice(2)
    .split('/')
    .reduce((at, key) => at[key], contract);
  return resolve(contract, target);
}

/**
 * A schema without references. Of an answer only the shape is kept: a newer service may send values that this contract does
 * not know, so that an `enum` becomes a remark.
 */
function schemaOf(contract, node, keywords) {
  const { $ref, allOf = [], ...own } = node;
  const parts = [...($ref === undefined ? [] : [resolve(contract, { $ref })]), ...allOf];
  return parts.map((part) => schemaOf(contract, part, keywords)).reduceRight(merge, ownSchema(contract, own, keywords));
}

function merge(over, under) {
  const properties = over.properties || under.properties ? { ...under.properties, ...over.properties } : undefined;
  const required = [...(under.required ?? []), ...(over.required ?? [])];
  return {
    ...under,
    ...over,
    ...(properties && { properties }),
    ...(required.length > 0 && { required: [...new Set(required)] }),
  };
}

function ownSchema(contract, own, keywords) {
  const { type, const: constant, description, properties, required, items, additionalProperties } = own;
  const nested = (schema) => schemaOf(contract, schema, keywords);
  const alternatives = own.oneOf ?? own.anyOf;
  const values = own.enum?.filter((value) => value !== null).join(', ');
  const remark = values !== undefined && !keywords.includes('enum') ? `Known values: ${values}.` : undefined;
  const text = description && flat(description);
  const words = [remark && text ? text.replace(/[^.]$/, '$&.') : text, remark].filter(Boolean).join(' ');
  const isInput = keywords.length > 0;
  return {
    ...(type !== undefined && { type }),
    ...(constant !== undefined && isInput && { const: constant }),
    ...(words !== '' && { description: words }),
    ...Object.fromEntries(keywords.filter((name) => own[name] !== undefined).map((name) => [name, own[name]])),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, nested(member)])),
    }),
    ...(required && { required }),
    ...(items && { items: nested(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: nested(additionalProperties) }),
    ...(additionalProperties === false && isInput && { additionalProperties }),
    ...(alternatives && { anyOf: [...alternatives.map(nested), ...(isInput ? [] : openTo(alternatives))] }),
  };
}

/** A newer service may answer with an alternative that this contract does not know, such as another type of event. */
function openTo(alternatives) {
  return alternatives.some(({ type }) => type === 'null') ? [] : [{ type: 'object' }];
}
