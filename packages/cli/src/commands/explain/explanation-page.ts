import type { OrderExplanation } from '@order-service/sdk';
import { paintState } from '../../features/colours.js';
import type { Column } from '../../render/column.js';
import { renderFacts, type PageView } from '../../render/facts.js';
import { concat, show, type Shown, type TerminalText } from '../../render/terminal-text.js';
import { relativeTime } from '../../render/time.js';
import { counted, joinWords } from '../../render/words.js';
import { versionFact } from './version-fact.js';

/** One row for formats of columns; JSON and YAML have everything. */
export const EXPLANATION_COLUMNS: readonly Column<OrderExplanation>[] = [
  { name: 'id', heading: 'ORDER', value: ({ order }) => String(order.id) },
  { name: 'status', heading: 'STATUS', value: ({ order }) => order.status },
  { name: 'version', heading: 'VERSION', value: ({ order }) => String(order.version) },
  { name: 'waits_for', heading: 'WAITS FOR', value: ({ waits_for: waitsFor }) => waitsFor.join(',') },
  {
    name: 'transitions',
    heading: 'NEXT',
    value: ({ transitions }) => transitions.map(({ status, by }) => `${status}:${by.join('+')}`).join(','),
  },
  { name: 'timer_status', heading: 'TIMER', value: ({ timer }) => timer?.status ?? '' },
  { name: 'timer_due_at', heading: 'DUE', value: ({ timer }) => timer?.due_at ?? '' },
  {
    name: 'deliveries',
    heading: 'EVENTS',
    value: ({ versions }) => versions.map(({ version, delivery }) => `${version}:${delivery.state}`).join(','),
  },
];

export function explanationPage(explanation: OrderExplanation, view: PageView): TerminalText {
  const { order, transitions, timer, versions, has_earlier_versions: hasEarlier } = explanation;
  const { paint, time, now } = view;
  const moment = (text: string): string => `${time(text)} (${relativeTime(text, now)})`;
  const facts: readonly (readonly [string, Shown])[] = [
    ['Status', show`${paintState(paint, order.status)}, since ${moment(order.updated_at)}`],
    ['Order', `${counted(order.items.length, 'item')}, ${order.total_amount}, of user ${order.user_id}`],
    ...waits(explanation).map((text, index) => [index === 0 ? 'Waits for' : '', text] as const),
    ...transitions.map(
      ({ status, by }, index) =>
        [
          index === 0 ? 'Can become' : '',
          `${status}: by ${joinWords(
            by.map((who) => MOVERS[who] ?? who),
            'or',
          )}`,
        ] as const,
    ),
    ...(timer ? [['Timer', `${timer.status} after ${timer.after}: ${moment(timer.due_at)}`] as const] : []),
    ...(hasEarlier ? [['Versions', `the newest ${versions.length}; there are more`] as const] : []),
    ...versions.map((version) => versionFact(version, view)),
  ];
  return concat([show`${paint('bold', `Order ${order.id}`)}\n`, renderFacts(facts, view)]);
}

/** A newer service may know more of them; so may `waits_for`. */
const MOVERS: Readonly<Partial<Record<OrderExplanation['transitions'][number]['by'][number], string>>> = {
  owner: 'its owner',
  operator: 'an operator',
  timer: 'the timer',
};

/** What the order waits for: a sentence for each. */
function waits({ waits_for: waitsFor, order, timer, broker }: OrderExplanation): string[] {
  const away = broker === 'connected' ? 'to confirm an event' : `which is ${broker} (orders health)`;
  const sentences: Readonly<Partial<Record<OrderExplanation['waits_for'][number], string>>> = {
    transition: 'somebody to move it',
    timer: `the timer, to become ${timer?.status ?? 'another status'}`,
    broker: `the broker, ${away}`,
    retry: 'the next attempt to publish an event that the broker did not take',
    operator: 'an operator: an event is dead-lettered (orders outbox)',
  };
  if (waitsFor.length > 0) return waitsFor.map((what) => sentences[what] ?? what);
  return [`nothing: ${order.status} is final, and no event waits`];
}
