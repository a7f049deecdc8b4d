import type { components } from '@order-service/sdk';
import type { OrderStatus } from '../../domain/order-status.js';
import { selection } from '../selection.js';
import { bigint, int, nullable, text, textOf, timestamptz } from '../sql-types.js';

/** What is rendered for each answer: it changes with the order, or with who asks. */
type Rendered = 'id' | 'status' | 'version' | 'created_at' | 'updated_at' | 'allowed_transitions' | 'erased_at';

/** The other members of the contract's `Order`, each as the SQL expression of its JSON text. */
const CONTENTS: Readonly<Record<Exclude<keyof components['schemas']['Order'], Rendered>, string>> = {
  user_id: 'o.user_id',
  user_email: 'to_json(o.user_email)::text',
  total_amount: `'"' || o.total_amount || '"'`,
  reference: `coalesce(to_json(o.reference)::text, 'null')`,
  metadata: 'o.metadata::text',
  items: 'o.items::text',
};

/** PostgreSQL joins them: a value less to read for each, of which a page of orders has hundreds. */
const CONTENTS_JSON = Object.entries(CONTENTS)
  .map(([member, sql]) => `'"${member}":' || ${sql}`)
  .join(` || ',' || `);

/** An order, read from `o`: the table of orders, or something with its columns. */
export const ORDER = selection({
  id: [bigint, 'o.id'],
  status: [textOf<OrderStatus>(), 'o.status'],
  version: [int, 'o.version'],
  createdAt: [timestamptz, 'o.created_at'],
  updatedAt: [timestamptz, 'o.updated_at'],
  erasedAt: [nullable(timestamptz), 'o.erased_at'],
  contentsJson: [text, CONTENTS_JSON],
});
