import { defectsOf } from '../named-mutant.js';

export const DOMAIN_DEFECTS = [
  ...defectsOf(
    'server/src/domain/order.ts',
    ['unit/order'],
    [
      [
        'the stock is compared with each line item alone',
        'quantities.get(productId) ?? quantity, products',
        'quantity, products',
      ],
      [
        'the last one in stock cannot be ordered',
        'product.stockQuantity < requested',
        'product.stockQuantity <= requested',
      ],
      [
        'a product that is no longer sold can be ordered',
        '  if (!product.isActive) throw new ProductInactiveError(productId);\n',
        '',
      ],
      ['the total is that of the last line item', 'total += subtotal;', 'total = subtotal;'],
      ['a total may exceed the maximum', 'if (total > MAX_AMOUNT)', 'if (total > 10n * MAX_AMOUNT)'],
      ['a subtotal leaves out the quantity', 'product.price * BigInt(quantity)', 'product.price'],
      ['owners may make every transition', 'return caller.operator || ownerTransitions.has(target);', 'return true;'],
      [
        'operators are restricted as owners are',
        'return caller.operator || ownerTransitions',
        'return ownerTransitions',
      ],
      ['a replayed order has its present status', 'status: INITIAL_STATUS, version', 'version'],
      ['a replayed order has the time of its last change', ', updatedAt: order.createdAt }', ' }'],
    ],
  ),
  ...defectsOf(
    'server/src/domain/order-status.ts',
    ['unit/order-status'],
    [
      ['a shipped order cannot be cancelled', "shipped: ['delivered', 'cancelled']", "shipped: ['delivered']"],
      ['a delivered order can be cancelled', 'delivered: [],', "delivered: ['cancelled'],"],
      [
        'an order can skip a status',
        "pending: ['confirmed', 'cancelled']",
        "pending: ['confirmed', 'shipped', 'cancelled']",
      ],
      ['a cancelled order can be opened again', 'cancelled: [],', "cancelled: ['pending'],"],
      [
        'a name of the prototype is a status',
        'return ORDER_STATUSES.includes(value as OrderStatus);',
        'return (value as string) in TABLE;',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/domain/money.ts',
    ['unit/money'],
    [
      ['a third decimal place is cut off', '(\\d{1,2})0*)?$/', '(\\d{1,2})\\d*)?$/'],
      ['29.9 is read as 29.09', "padEnd(2, '0')", "padStart(2, '0')"],
      [
        'amounts are read as floats',
        "BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'))",
        'BigInt(Math.floor(Number(text) * 100))',
      ],
      ['an amount below one loses its zeroes', "padStart(3, '0')", "padStart(1, '0')"],
    ],
  ),
  ...defectsOf(
    'server/src/domain/caller.ts',
    ['unit/caller'],
    [
      ['everyone sees the orders of all', 'return operator ? undefined : userId;', 'return undefined;'],
      ['operators see their own orders only', 'return operator ? undefined : userId;', 'return userId;'],
      ['a named operator is found by the exact case of the address', 'caller.email.toLowerCase()', 'caller.email'],
      ['a caller without an address is a named operator', '|| emails.has(', "|| caller.email === '' || emails.has("],
      ['named operators lose the role of their token', 'caller.operator || userIds.has', 'userIds.has'],
    ],
  ),
];
