import type { Command } from 'commander';
import type { Context } from '../features/context.js';
import type { Colour } from '../render/terminal-text.js';
import { counted } from '../render/words.js';
import type { Check, CheckState } from '../features/doctor/check.js';
import { UnhealthyError } from '../errors.js';
import type { Column } from '../render/column.js';

const MARKS: Readonly<Record<CheckState, string>> = { ok: '✓', warning: '!', failed: '✗', skipped: '-' };
const COLOURS: Readonly<Record<CheckState, Colour>> = {
  ok: 'green',
  warning: 'yellow',
  failed: 'red',
  skipped: 'gray',
};

const COLUMNS: readonly Column<Check>[] = [
  { name: 'name', heading: 'CHECK', value: (check) => check.name },
  { name: 'state', heading: 'STATE', value: (check) => check.state },
  { name: 'finding', heading: 'FINDING', value: (check) => check.finding },
  { name: 'advice', heading: 'ADVICE', value: (check) => check.advice ?? '' },
];

export function define(command: Command, context: Context): void {
  command
    .addHelpText(
      'after',
      `\nEnds with 1 when a check failed. With an operator's token it also checks\ndatabase, broker and outbox.`,
    )
    .action(() => run(context));
}

async function run(context: Context): Promise<void> {
  const [output, { examine }] = await Promise.all([context.output(), import('../features/doctor/examine.js')]);
  let failures = 0;
  async function* checks(): AsyncGenerator<Check, void, undefined> {
    for await (const check of examine(context)) {
      if (check.state === 'failed') failures += 1;
      yield check;
    }
  }
  if (output.isForPeople) {
    for await (const check of checks()) {
      await output.paragraph(COLOURS[check.state], `${MARKS[check.state]} ${check.name.padEnd(9)}  `, sentences(check));
    }
  } else {
    await output.list({ rows: checks(), columns: COLUMNS, id: ({ name }) => name, empty: '' });
  }
  if (failures > 0) throw new UnhealthyError(`${counted(failures, 'check')} failed.`);
}

function sentences({ finding, advice }: Check): string {
  return advice === undefined ? finding : `${finding} ${advice}`;
}
