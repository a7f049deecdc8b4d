import { escapeActing } from './printable.js';

/** JSON indented for people; JSON.stringify escapes C0 controls, and others are escaped here. */
export function prettyJson(value: unknown): string {
  return escapeActing(JSON.stringify(value, null, 2));
}

/** JSON on one line. */
export function compactJson(value: unknown): string {
  return escapeActing(JSON.stringify(value));
}
