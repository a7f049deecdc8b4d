import type { Block } from './blocks.js';

/** A command of a block, as the shell would run it. */
export interface ShellCommand {
  /** What its line has; a pipe is one of several. */
  readonly words: readonly string[];
  /** The words of the command that reads what this one prints. */
  readonly next?: ShellCommand;
}

/** A line of a block, with what the document shows that it prints. */
export interface ShellLine {
  readonly text: string;
  readonly command: ShellCommand;
  readonly output: string;
}

/** The lines of a block that are commands: all of them in `sh`, those after `$ ` in `console`. */
export function linesOf({ language, code }: Block): ShellLine[] {
  const joined = code.replaceAll(/ \\\n +/g, ' ');
  const entries = language === 'console' ? joined.split(/^\$ /m).slice(1) : joined.trimEnd().split('\n');
  return entries.flatMap((entry) => {
    const [first = '', ...output] = entry.split('\n');
    const text = first.replace(/ +#.*$/, '');
    return text.split(' && ').map((part) => ({ text: part, command: commandOf(part), output: output.join('\n') }));
  });
}

function commandOf(text: string): ShellCommand {
  const pipes = text.split(' | ');
  return pipes.reduceRight<ShellCommand | undefined>((next, part) => {
    const words = [...part.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => {
      return single ?? double ?? bare ?? '';
    });
    return { words, ...(next && { next }) };
  }, undefined)!;
}

/** Programs that run another one, which stands behind them. */
const LAUNCHERS = ['npx', 'xargs'];

/** The program of a command and its arguments, without variables before it. */
export function programOf({ words }: ShellCommand): { program: string; args: readonly string[] } {
  const start = words.findIndex((word) => !/^\w+=/.test(word));
  if (start === -1) return { program: 'export', args: words };
  const [program = '', ...args] = words.slice(start);
  if (!LAUNCHERS.includes(program)) return { program, args };
  const [launched = '', ...others] = args.slice(args.findIndex((arg) => !arg.startsWith('-')));
  return { program: launched, args: others };
}
