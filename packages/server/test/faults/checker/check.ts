import { judgeAnswers } from './answers.js';
import { judgeChanges } from './changes.js';
import { judgeDeliveries } from './deliveries.js';
import type { Evidence } from './evidence.js';
import { Tally, type Verdict } from './verdict.js';

/** Reads history, database and queue, and says which promises were kept: the one judge of every row. */
export function check(evidence: Evidence): Verdict {
  const tally = new Tally();
  const history = [...evidence.history];
  judgeChanges(history, evidence.database, tally);
  judgeDeliveries(evidence.deliveries, evidence.database, tally);
  judgeAnswers(history, evidence, tally);
  for (const complaint of evidence.recovery.complaints) tally.blame('F', undefined, complaint);
  for (const { promise, what } of evidence.objections) tally.blame(promise, undefined, what);
  return tally.verdict(evidence.recovery.ms);
}
