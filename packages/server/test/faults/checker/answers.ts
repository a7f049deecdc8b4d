import { contractViolations } from '../../support/conformance.js';
import type { Evidence, HistoryRecord } from './evidence.js';
import type { Tally } from './verdict.js';

/** G: every response is documented in the contract, and neither responses nor logs contain a secret. */
export function checkAnswers(
  history: readonly HistoryRecord[],
  { logs, secrets }: Pick<Evidence, 'logs' | 'secrets'>,
  tally: Tally,
): void {
  for (const record of history) {
    if (record.type !== 'answer') continue;
    const { answer } = record;
    const request = `${answer.method} ${answer.target}`;
    for (const violation of contractViolations(answer)) tally.add('G', 'undocumented', `${request}: ${violation}`);
    if (
      exposesInternals(answer.text) ||
      findSecret(`${JSON.stringify(answer.headers)} ${answer.text}`, secrets) !== undefined
    ) {
      tally.add('G', 'leaks', `the response to ${request} contains a secret`);
    }
  }
  for (const line of logs) {
    if (findSecret(line, secrets) !== undefined) tally.add('G', 'leaks', `a secret was logged: ${line.slice(0, 80)}…`);
  }
}

/** Text that no response may contain: a stack trace, SQL, or a connection string with its password. */
const INTERNALS =
  /(?:\n|\\n)\s+at .+:\d+:\d+|\bnode_modules\b|\b(?:INSERT INTO|UPDATE \w+ SET|SELECT .+ FROM)\b|\w+:\/\/[^\s:@/]+:(?!\[redacted\])[^\s@/]+@/;

/** The first of `secrets` that `text` contains. */
export function findSecret(text: string, secrets: readonly string[]): string | undefined {
  return secrets.find((secret) => text.includes(secret));
}

/** Whether a response contains implementation details: code, SQL or credentials. */
export function exposesInternals(text: string): boolean {
  return INTERNALS.test(text);
}
