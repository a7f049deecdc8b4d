import { compactJson } from './json.js';

/** What a plain YAML scalar may look like without being taken for anything but text. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9_ ./@-]*$/;
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n|~)$/i;

/** A JSON value as YAML 1.2, in blocks. Text that could be mistaken for something else is quoted as in JSON. */
export function yamlDocument(value: unknown): string {
  return `${block(value, '').trimStart()}\n`;
}

function block(value: unknown, indent: string): string {
  if (Array.isArray(value)) return value.length === 0 ? ' []' : value.map((item) => listItem(item, indent)).join('');
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return ' {}';
    return entries.map(([key, member]) => `\n${indent}${scalar(key)}:${nested(member, indent)}`).join('');
  }
  return ` ${scalar(value)}`;
}

function listItem(item: unknown, indent: string): string {
  return `\n${indent}- ${block(item, `${indent}  `).trimStart()}`;
}

function nested(member: unknown, indent: string): string {
  return block(member, `${indent}  `);
}

function scalar(value: unknown): string {
  if (typeof value !== 'string') return compactJson(value);
  return PLAIN.test(value) && !RESERVED.test(value) && !value.endsWith(' ') ? value : compactJson(value);
}
