import type { Outbox } from '@order-service/sdk';
import type { Column } from '../../render/column.js';
import { paintState } from '../../features/colours.js';
import { renderFacts, type PageView } from '../../render/facts.js';
import type { TerminalText } from '../../render/terminal-text.js';
import { counted } from '../../render/words.js';

const FIGURES = [
  ...([
    'depth',
    'oldest_age_seconds',
    'dead_lettered',
    'broker',
    'broker_problem',
    'in_flight',
    'published',
    'confirmed',
  ] as const),
  ...(['returned', 'nacked', 'refused', 'unknown', 'confirms_per_second'] as const),
];

/** A column for each figure of the contract. */
export const OUTBOX_STATUS_COLUMNS: readonly Column<Outbox>[] = FIGURES.map((name) => ({
  name,
  heading: name.toUpperCase(),
  value: (outbox) => String(outbox[name] ?? ''),
}));

/** The page about the outbox: figures of the whole service, then those of the relay of the server that answered. */
export function outboxPage(outbox: Outbox, view: PageView): TerminalText {
  const { depth, oldest_age_seconds: age, dead_lettered: deadLettered, broker, broker_problem: problem } = outbox;
  const oldest = depth > deadLettered ? `, the oldest for ${Math.round(age)} s` : '';
  return renderFacts(
    [
      ['Broker', paintState(view.paint, broker)],
      ...(problem === null ? [] : [['Reason', problem] as const]),
      ['Waiting', `${counted(Math.max(0, depth - deadLettered), 'event')}${oldest}`],
      ['Dead-lettered', deadLettered === 0 ? 'none' : view.paint('yellow', counted(deadLettered, 'event'))],
      ['Leaving', `${outbox.confirms_per_second} a second, ${outbox.in_flight} under way`],
      ['So far', `${outbox.confirmed} confirmed of ${outbox.published} published${describeTroubles(outbox)}`],
    ],
    view,
  );
}

function describeTroubles(outbox: Outbox): string {
  return (['returned', 'nacked', 'refused', 'unknown'] as const)
    .filter((trouble) => outbox[trouble] > 0)
    .map((trouble) => `, ${outbox[trouble]} ${trouble}`)
    .join('');
}
