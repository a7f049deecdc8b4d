import { Document, visit } from 'yaml';
import { escapeControls, hasControls, yamlEscape } from './printable.js';

/**
 * A JSON value as a YAML document in block style. Strings that YAML 1.1 reads as another type, such as `yes` and
 * `2026-02-15`, are quoted too; control characters are escaped.
 */
export function yamlDocument(value: unknown): string {
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && hasControls(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  // All that is left to escape is in double-quoted strings.
  return escapeControls(document.toString({ lineWidth: 0, directives: false }), yamlEscape);
}
