import { isDeepStrictEqual } from 'node:util';
import { compareSchemas, type Change, type Direction } from './compare-schemas.js';
import { operationsOf, resolve, type Contract, type Node, type Operation } from './document.js';

/** What differs between two versions of a contract, and whether it breaks programs that were written for the first. */
export function compareContracts(before: Contract, after: Contract): Change[] {
  const [was, is] = [operationsOf(before), operationsOf(after)];
  const gone = [...was.keys()].filter((id) => !is.has(id)).map((id) => ({ breaks: true, where: id, what: 'is gone' }));
  const come = [...is.keys()].filter((id) => !was.has(id)).map((id) => ({ breaks: false, where: id, what: 'is new' }));
  const kept = [...was].flatMap(([id, operation]) => {
    const later = is.get(id);
    return later ? compareOperations(before, after, operation, later) : [];
  });
  return [...gone, ...come, ...kept];
}

function compareOperations(before: Contract, after: Contract, was: Operation, is: Operation): Change[] {
  const { operationId, isEvent } = was;
  const direction: Direction = isEvent ? 'read by clients' : 'sent by clients';
  const content = (contract: Contract, { requestBody }: Operation) =>
    requestBody ? contentOf(resolve(contract, requestBody)) : {};
  return [
    ...(was.address === is.address
      ? []
      : [{ breaks: true, where: operationId, what: `${was.address} became ${is.address}` }]),
    ...(isDeepStrictEqual(was.security, is.security)
      ? []
      : [{ breaks: is.security.length > 0, where: operationId, what: 'needs other rights' }]),
    ...compareParameters(before, after, was, is),
    ...compareContent({ before, after, direction }, content(before, was), content(after, is), `${operationId}, body `),
    ...(isEvent ? [] : compareResponses(before, after, was, is)),
  ];
}

function compareParameters(before: Contract, after: Contract, was: Operation, is: Operation): Change[] {
  const named = ({ parameters }: Operation) =>
    new Map(parameters.map((parameter) => [`${String(parameter.in)} ${String(parameter.name)}`, parameter]));
  const [earlier, later] = [named(was), named(is)];
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((name) => {
    const where = `${was.operationId}, ${name}`;
    const [parameter, counterpart] = [earlier.get(name), later.get(name)];
    if (!counterpart) return [{ breaks: true, where, what: 'is gone' }];
    if (!parameter) {
      const isRequired = counterpart.required === true;
      return [{ breaks: isRequired, where, what: isRequired ? 'is new and required' : 'is new' }];
    }
    const isNeeded = counterpart.required === true && parameter.required !== true;
    return [
      ...(isNeeded ? [{ breaks: true, where, what: 'is required now' }] : []),
      ...compareSchemas(
        { before, after, direction: 'sent by clients' },
        parameter.schema as Node,
        counterpart.schema as Node,
        where,
      ),
    ];
  });
}

/** Successful answers have to stay; which problems there are is open, as the contract says. */
function compareResponses(before: Contract, after: Contract, was: Operation, is: Operation): Change[] {
  return [...new Set([...Object.keys(was.responses), ...Object.keys(is.responses)])].flatMap((status) => {
    const where = `${was.operationId}, ${status} `;
    const [response, counterpart] = [was.responses[status], is.responses[status]];
    if (!counterpart) return [{ breaks: status.startsWith('2'), where, what: 'is gone' }];
    if (!response) return [{ breaks: false, where, what: 'is new' }];
    const [earlier, later] = [resolve(before, response), resolve(after, counterpart)];
    const comparison = { before, after, direction: 'read by clients' } as const;
    return [
      ...compareHeaders(earlier, later, where),
      ...compareContent(comparison, contentOf(earlier), contentOf(later), where),
    ];
  });
}

function compareHeaders(was: Node, is: Node, where: string): Change[] {
  const headersOf = ({ headers = {} }: Node) => Object.keys(headers as object);
  const gone = headersOf(was).filter((name) => !headersOf(is).includes(name));
  const come = headersOf(is).filter((name) => !headersOf(was).includes(name));
  return [
    ...gone.map((name) => ({ breaks: true, where, what: `header ${name} is gone` })),
    ...come.map((name) => ({ breaks: false, where, what: `header ${name} is new` })),
  ];
}

type Content = Readonly<Record<string, { readonly schema: Node }>>;

const contentOf = ({ content = {} }: Node) => content as Content;

function compareContent(
  comparison: Parameters<typeof compareSchemas>[0],
  was: Content,
  is: Content,
  where: string,
): Change[] {
  const isRequest = comparison.direction === 'sent by clients';
  const gone = Object.keys(was).filter((type) => !is[type]);
  const come = Object.keys(is).filter((type) => !was[type]);
  return [
    ...gone.map((type) => ({ breaks: true, where, what: `${type} is gone` })),
    ...come.map((type) => ({
      breaks: isRequest && Object.keys(was).length === 0,
      where,
      what: `${type} is new`,
    })),
    ...Object.entries(was).flatMap(([type, { schema }]) => {
      const counterpart = is[type];
      return counterpart ? compareSchemas(comparison, schema, counterpart.schema, where) : [];
    }),
  ];
}
