import type { HistoryRecord } from '../faults/checker/evidence.js';

/**
 * The longest time without an acknowledged change, in milliseconds, from the first fault on: what went on before it is the
 * start of the load.
 */
export function longestPauseMs(history: readonly HistoryRecord[]): number {
  const firstFault = history.findIndex(({ type }) => type === 'note');
  const acknowledgedBefore = history.slice(0, Math.max(0, firstFault)).findLast(({ type }) => type === 'ok');
  const times = history.slice(firstFault + 1).flatMap((record) => (record.type === 'ok' ? [record.atMs] : []));
  let lastMs = acknowledgedBefore?.atMs ?? history[firstFault]?.atMs ?? times[0] ?? 0;
  let longest = 0;
  for (const atMs of times) {
    longest = Math.max(longest, atMs - lastMs);
    lastMs = atMs;
  }
  return longest;
}

/** Creates with an idempotency key that the SDK did not get through, out of all of them. */
export function keyedCreates(history: readonly HistoryRecord[]): { readonly sent: number; readonly failed: number } {
  const acknowledged = new Set(history.flatMap((record) => (record.type === 'ok' ? [record.id] : [])));
  const keyed = history.flatMap((record) => (isKeyedCreate(record) ? [record.id] : []));
  return { sent: keyed.length, failed: keyed.filter((id) => !acknowledged.has(id)).length };
}

function isKeyedCreate(record: HistoryRecord): record is HistoryRecord & { type: 'invoke' } {
  return record.type === 'invoke' && record.op === 'create' && record.key !== undefined;
}
