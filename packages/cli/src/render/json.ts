import { escapeControls } from './printable.js';

/** Indented JSON. JSON.stringify escapes only C0 controls; the other control characters are escaped here. */
export function prettyJson(value: unknown): string {
  return escapeControls(JSON.stringify(value, null, 2));
}

/** JSON on one line. */
export function compactJson(value: unknown): string {
  return escapeControls(JSON.stringify(value));
}
