import { faultsOf } from '../../support/conformance.js';
import type { Evidence, HistoryRecord } from './evidence.js';
import type { Tally } from './verdict.js';

/** G: every answer is one of the contract's, and neither answers nor logs hold a secret. */
export function judgeAnswers(
  history: readonly HistoryRecord[],
  { logs, secrets }: Pick<Evidence, 'logs' | 'secrets'>,
  tally: Tally,
): void {
  for (const record of history) {
    if (record.type !== 'answer') continue;
    const { answer } = record;
    const where = `${answer.method} ${answer.target}`;
    for (const fault of faultsOf(answer)) tally.blame('G', 'undocumented', `${where}: ${fault}`);
    if (
      isIndiscreet(answer.text) ||
      secretIn(`${JSON.stringify(answer.headers)} ${answer.text}`, secrets) !== undefined
    ) {
      tally.blame('G', 'leaks', `the answer to ${where} holds a secret`);
    }
  }
  for (const line of logs) {
    if (secretIn(line, secrets) !== undefined) tally.blame('G', 'leaks', `a secret was logged: ${line.slice(0, 80)}…`);
  }
}

/** What no client may ever be shown, whatever the secrets are: a stack, SQL, a connection string with its password. */
const UNSPEAKABLE =
  /(?:\n|\\n)\s+at .+:\d+:\d+|\bnode_modules\b|\b(?:INSERT INTO|UPDATE \w+ SET|SELECT .+ FROM)\b|\w+:\/\/[^\s:@/]+:(?!\[redacted\])[^\s@/]+@/;

/** The first of `secrets` that stands in `text`. */
export function secretIn(text: string, secrets: readonly string[]): string | undefined {
  return secrets.find((secret) => text.includes(secret));
}

/** Whether an answer's text shows what belongs inside: code, SQL, credentials. */
export function isIndiscreet(text: string): boolean {
  return UNSPEAKABLE.test(text);
}
