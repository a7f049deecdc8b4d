import { checkAnswers } from './answers.js';
import { checkChanges } from './changes.js';
import { checkDeliveries } from './deliveries.js';
import { checkExplanations } from './explanations.js';
import type { Evidence } from './evidence.js';
import { Tally, type Verdict } from './verdict.js';

/** Compares history, database and queue, and returns which promises were broken. All rows use this checker. */
export function check(evidence: Evidence): Verdict {
  const tally = new Tally();
  const history = [...evidence.history];
  checkChanges(history, evidence.database, tally);
  const delivered = checkDeliveries(evidence.deliveries, evidence.database, tally);
  checkExplanations(evidence.explanations, evidence.database, delivered, tally);
  checkAnswers(history, evidence, tally);
  for (const failure of evidence.recovery.failures) tally.add('F', undefined, failure);
  for (const { promise, what } of evidence.violations) tally.add(promise, undefined, what);
  return tally.verdict(evidence.recovery.ms);
}
