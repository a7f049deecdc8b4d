import type { Erasure, ErasurePlan } from '@order-service/sdk';
import type { Column } from '../../render/column.js';
import { renderFacts, type PageView } from '../../render/facts.js';
import { paragraph, show, type TerminalText } from '../../render/terminal-text.js';
import { counted } from '../../render/words.js';

/** A column for each member of the contract. */
export const ERASURE_COLUMNS: readonly Column<Erasure>[] = (
  [
    ...(['erasure_id', 'user_id', 'state', 'orders', 'remaining', 'waiting_for'] as const),
    ...(['reason', 'erased_by', 'started_at', 'completed_at'] as const),
  ] as const
).map((name) => ({ name, heading: name.toUpperCase(), value: (erasure) => String(erasure[name] ?? '') }));

export const PLAN_COLUMNS: readonly Column<ErasurePlan>[] = (
  ['user_id', 'orders', 'events', 'idempotency_keys', 'archived_rows'] as const
).map((name) => ({ name, heading: name.toUpperCase(), value: (plan) => String(plan[name]) }));

export function erasurePage({ user_id: userId, orders }: Erasure, { widthColumns }: PageView): TerminalText {
  const sentence = `User ${userId} is erased: ${counted(orders, 'order')} changed. Backups and logs are not: see docs/erasure.md.`;
  return paragraph(show`${sentence}`, widthColumns);
}

export function planPage(plan: ErasurePlan, view: PageView): TerminalText {
  const past = plan.erasures.map(({ started_at: at, erased_by: by, state, reason }): [string, string] => [
    'Erasure',
    `${view.time(at)} by ${by}, ${state}: ${reason}`,
  ]);
  return renderFacts(
    [
      ['User', String(plan.user_id)],
      ['Orders', String(plan.orders)],
      ['Events', String(plan.events)],
      ['Idempotency keys', String(plan.idempotency_keys)],
      ...(plan.archived_rows > 0 ? [['Archived rows', String(plan.archived_rows)] as [string, string]] : []),
      ...past,
    ],
    view,
  );
}
