import { Document, visit } from 'yaml';
import { acts, escapeActing } from './printable.js';

/**
 * A JSON value as a YAML document, in blocks. Text that only YAML 1.1 takes for something else, such as `yes` and
 * `2026-02-15`, is quoted too; what a terminal would obey is escaped.
 */
export function yamlDocument(value: unknown): string {
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && acts(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  // Whatever is left to escape stands in double quotes, where YAML knows the same escapes as JSON.
  return escapeActing(document.toString({ lineWidth: 0, directives: false }));
}
