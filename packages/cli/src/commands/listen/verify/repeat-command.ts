import { shellWord } from '../../../render/shell-word.js';
import type { ListenSession } from '../listen-session.js';
import { DEFAULT_SETTLE_MS } from '../options.js';

/** The command that repeats a verification, as a shell takes it. `count` is the number of events of the service. */
export function repeatCommand({ options, again }: Pick<ListenSession, 'options' | 'again'>, count: number): string {
  const { chaos, consumer, types, orderIds = [], verify } = options;
  const flags: (readonly [name: string, value: string | number | undefined])[] = [
    ['events', types?.join(',')],
    ...orderIds.map((id) => ['order', id] as const),
    ['count', count],
    ['chaos', chaos?.faults.join(',')],
    ['seed', chaos?.seed],
    ['consumer', consumer],
    ['reset', verify?.reset],
    ['settle', verify?.settleMs === DEFAULT_SETTLE_MS ? undefined : verify && `${verify.settleMs}ms`],
    ['verify', verify?.command],
  ];
  const words = flags.flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${shellWord(String(value))}`],
  );
  return `orders listen ${again} ${words.join(' ')}`;
}
