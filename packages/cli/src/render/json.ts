/** JSON indented for people; the characters that a terminal might obey are escaped. */
export function prettyJson(value: unknown): string {
  return escapeControls(JSON.stringify(value, null, 2));
}

/** JSON on one line. */
export function compactJson(value: unknown): string {
  return escapeControls(JSON.stringify(value));
}

/** JSON.stringify escapes C0 controls; DEL and C1 are legal in JSON, and commands to some terminals. */
function escapeControls(json: string): string {
  return json.replace(/[\u007f-\u009f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
