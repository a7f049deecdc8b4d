import { readdirSync, readFileSync } from 'node:fs';
import { metricsOf, syntaxErrorsIn } from './promql.js';

const RUNBOOKS = new URL('../../../../docs/runbooks/', import.meta.url);

/** What a person at a shell can type there. */
const PROGRAMS = [
  ...['orders', 'order-service', 'curl', 'kill', 'pg_isready', 'rabbitmqctl', 'rabbitmq-diagnostics'],
  ...['timedatectl', 'chronyc'],
];
const SHELL = new RegExp(`^(${PROGRAMS.join('|')}) `);
const SQL = /^(SELECT|SHOW|VACUUM|ANALYZE)\b/;

export type RunbookSection = 'What it means' | 'What to look at' | 'What to do' | 'How to know that it is over';

/** Something that a runbook says to type: for a shell, for the database, or for Prometheus. */
export interface RunbookCommand {
  readonly alert: string;
  /** The document, such as `docs/runbooks/relay-stalled.md`. */
  readonly page: string;
  readonly section: RunbookSection;
  readonly language: 'sh' | 'sql' | 'promql';
  readonly text: string;
}

/** Every command of every page, in its order. */
export const RUNBOOK_COMMANDS: readonly RunbookCommand[] = readdirSync(RUNBOOKS)
  .filter((file) => file !== 'README.md')
  .flatMap(commandsIn);

function commandsIn(file: string): RunbookCommand[] {
  const text = readFileSync(new URL(file, RUNBOOKS), 'utf8');
  const [title = '', ...sections] = text.split(/^## /m);
  const alert = title.slice('# '.length).trim();
  return sections.flatMap((sectionText) => {
    const section = sectionText.split('\n', 1)[0] as RunbookSection;
    return codeIn(sectionText).flatMap((code) => {
      const language = languageOf(code);
      return language ? [{ alert, page: `docs/runbooks/${file}`, section, language, text: code }] : [];
    });
  });
}

/** Blocks of code, and code within sentences. */
function codeIn(markdown: string): string[] {
  const found = markdown.matchAll(/^```\w*\n([\s\S]*?)^```$|`([^`\n]+)`/gm);
  return [...found].map(([, block, span]) => (block ?? span ?? '').trim());
}

/** Undefined for what is only named: a label, a setting, a value. A metric alone is named, too. */
function languageOf(code: string): RunbookCommand['language'] | undefined {
  if (SHELL.test(code)) return 'sh';
  if (SQL.test(code)) return 'sql';
  const isQuery = /[({]/.test(code) && syntaxErrorsIn(code).length === 0 && metricsOf(code).length > 0;
  return isQuery ? 'promql' : undefined;
}
