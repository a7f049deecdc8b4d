import type { Command } from 'commander';
import type { Health } from '@order-service/sdk';
import type { Context } from '../features/context.js';
import { UnavailableError } from '../errors.js';
import { renderFacts, type PageView } from '../render/facts.js';
import { show, type TerminalText } from '../render/terminal-text.js';
import { counted } from '../render/words.js';
import { paintState } from '../features/colours.js';
import type { Column } from '../render/column.js';

const COLUMNS: readonly Column<Health>[] = [
  { name: 'status', heading: 'STATUS', value: (health) => health.status },
  { name: 'version', heading: 'VERSION', value: (health) => health.version },
  { name: 'cell', heading: 'CELL', value: (health) => String(health.cell ?? '') },
  { name: 'database', heading: 'DATABASE', value: (health) => health.database },
  { name: 'broker', heading: 'BROKER', value: (health) => health.broker },
  { name: 'outbox_depth', heading: 'OUTBOX', value: (health) => String(health.outbox.depth ?? '') },
  {
    name: 'outbox_dead_lettered',
    heading: 'DEAD-LETTERED',
    value: (health) => String(health.outbox.dead_lettered ?? ''),
  },
];

export function define(command: Command, context: Context): void {
  command
    .addHelpText('after', '\nEnds with 6 when the service answers but cannot serve. Needs no token.')
    .action(() => run(context));
}

async function run(context: Context): Promise<void> {
  const [output, client, { url }] = await Promise.all([
    context.output(),
    context.anonymousClient(),
    context.settings(),
  ]);
  const health = await client.health({ signal: context.signal });
  await output.one({
    value: health,
    columns: COLUMNS,
    id: ({ status }) => status,
    page: (view) => healthPage(health, url, view),
  });
  if (health.status === 'unhealthy') {
    throw new UnavailableError(
      `The service at ${url} cannot serve: its database is ${health.database}, its schema ${health.migrations}.`,
    );
  }
}

/** The cell where there are several, and that the server only reads. */
function describeCell({ cell, read_only: readOnly }: Health): string {
  return `${cell ? `, cell ${cell}` : ''}${readOnly ? ', read only' : ''}`;
}

function healthPage(health: Health, url: string, view: PageView): TerminalText {
  const state = (text: string): TerminalText => paintState(view.paint, text);
  return renderFacts(
    [
      ['Service', show`${state(health.status)}, version ${health.version}, at ${url}`],
      ['Database', show`${state(health.database)}${describeCell(health)}`],
      ['Broker', state(health.broker)],
      ['Outbox', describeOutbox(health.outbox)],
    ],
    view,
  );
}

function describeOutbox({ depth, oldest_age_seconds: age, dead_lettered: deadLettered }: Health['outbox']): string {
  if (depth === null) return 'not known';
  const oldest = depth > 0 && age !== null ? `, the oldest for ${Math.round(age)} s` : '';
  const aside = deadLettered ? `, ${deadLettered} dead-lettered` : '';
  return `${counted(depth, 'event')} waiting${oldest}${aside}`;
}
