/** The parts of SQL in which a semicolon or a keyword does not count: comments, strings, quoted names. */
const TOKEN = /--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'|"(?:[^"]|"")*"|[^]/g;

/** The statements of a text, without comments, in one line each; the bodies of functions are left out. */
export function splitSql(text: string): string[] {
  let current = '';
  const statements: string[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === ';') {
      statements.push(current);
      current = '';
    } else if (token.startsWith('--') || token.startsWith('/*')) current += ' ';
    else if (token.startsWith('$') && token.length > 1) current += '$$…$$';
    else current += token;
  }
  return [...statements, current].map((statement) => statement.replace(/\s+/g, ' ').trim()).filter(Boolean);
}
