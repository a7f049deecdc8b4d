/** The lists of values, and the rule of who is an operator, as constants of the SDK. */
export function sdkValues(contract) {
  const { schemas, securitySchemes } = contract.components;
  return [
    constant('ORDER_STATUSES', schemas.OrderStatus.enum, 'Every status of an order, in the order of its life.'),
    constant(
      'ORDER_SORTS',
      schemas.OrderSort.enum,
      'What lists of orders can be sorted by; `-` for the largest or newest first.',
    ),
    constant('EVENT_TYPES', schemas.EventType.enum, 'Every type of event.'),
    constant('PROBLEM_CODES', schemas.ProblemCode.enum, 'Every `code` of a problem document.'),
    constant(
      'OPERATOR_CLAIMS',
      securitySchemes.bearerAuth['x-operator-claims'],
      "The claims of a token that make it an operator's: one of these values in one of these claims.",
    ),
  ].join('\n');
}

function constant(name, value, comment) {
  return `/** ${comment} */\nexport const ${name} = ${JSON.stringify(value, null, 2)} as const;\n`;
}
