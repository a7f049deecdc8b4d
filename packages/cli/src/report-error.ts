import { createPaint } from './display/colour.js';
import { printable, widthOf } from './display/text.js';
import { wrap } from './display/wrap.js';
import type { Surroundings } from './context.js';
import { AdvisedError, CliError } from './errors.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { GlobalOptions } from './global-options.js';

/** A failure, ready to be told. */
export interface ErrorReport {
  readonly message: string;
  readonly hints: readonly string[];
  readonly requestId?: string | undefined;
  readonly exitCode: ExitCode;
  /** What `-o json` prints: the service's problem document, or one made like it. */
  readonly problem: object;
}

/** Tells a failure on stderr and returns the exit code for it. */
export async function reportError(
  error: unknown,
  { streams, environment }: Surroundings,
  options: Partial<GlobalOptions>,
): Promise<ExitCode> {
  const report = await describeError(error);
  if (options.output === 'json' || options.output === 'ndjson') {
    const { compactJson } = await import('./render/json.js');
    streams.stderr.write(`${compactJson(report.problem)}\n`);
  } else {
    const colour = streams.stderr.isTTY && options.color !== false && !environment.noColor;
    const widthColumns = streams.stderr.isTTY ? streams.stderr.columns : Infinity;
    streams.stderr.write(renderReport(report, colour, widthColumns));
  }
  if (options.debug && error instanceof Error) streams.stderr.write(`debug: ${error.stack ?? error.message}\n`);
  return report.exitCode;
}

/** Finds out what kind of failure this is. The SDK is loaded only for errors that are not the command line's own. */
export async function describeError(error: unknown): Promise<ErrorReport> {
  if (error instanceof AdvisedError) {
    return { ...(await describeError(error.cause)), hints: error.hints };
  }
  if (error instanceof CliError) {
    const { message, hints, exitCode, code } = error;
    return { message, hints, exitCode, problem: { code, detail: message, ...(hints.length > 0 ? { hints } : {}) } };
  }
  const { describeSdkError } = await import('./report-sdk-error.js');
  return describeSdkError(error) ?? describeFault(error);
}

function describeFault(error: unknown): ErrorReport {
  const message = `This is a fault of orders itself: ${error instanceof Error ? error.message : String(error)}`;
  return {
    message,
    hints: ['Please report it, with what --debug prints.'],
    exitCode: EXIT.failure,
    problem: { code: 'internal', detail: message },
  };
}

/** What happened, what to do next, and how the server's logs name it. */
export function renderReport(
  { message, hints, requestId, exitCode }: ErrorReport,
  colour: boolean,
  widthColumns: number,
): string {
  const paint = createPaint(colour);
  const commands = hints.filter((hint) => hint.startsWith('orders '));
  const sentences = hints.filter((hint) => !hint.startsWith('orders '));
  const lines = [
    ...wrap(
      `${exitCode === EXIT.interrupted ? '' : `${paint('red', 'error:')} `}${printable(message)}`,
      widthColumns,
      widthOf,
    ),
    ...sentences.flatMap((sentence) => wrap(printable(sentence), widthColumns, widthOf)),
    ...commands.map((command, index) => `${index === 0 ? 'Try:' : '    '} ${printable(command)}`),
    ...(requestId ? [paint('gray', `Request id: ${printable(requestId)}`)] : []),
  ];
  return `${lines.join('\n')}\n`;
}
