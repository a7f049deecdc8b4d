import type { ProgramDeps } from './create-context.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { describeError } from './features/failure/describe-error.js';
import type { ErrorReport } from './features/failure/error-report.js';
import type { GlobalOptions } from './features/global-options.js';
import { escapeControls } from './render/printable.js';
import { concat, createPaint, paragraph, show } from './render/terminal-text.js';
import { wantsColour } from './terminal/colour.js';

/** Reports an error on stderr and returns its exit code. */
export async function reportError(
  error: unknown,
  { streams: { stderr }, environment }: ProgramDeps,
  options: Partial<GlobalOptions>,
): Promise<ExitCode> {
  const report = await describeError(error);
  if (options.output === 'json' || options.output === 'ndjson') {
    const { compactJson } = await import('./render/json.js');
    stderr.write(`${compactJson(report.problem)}\n`);
  } else {
    const widthColumns = stderr.isTTY ? stderr.columns : Infinity;
    stderr.write(renderReport(report, wantsColour(stderr, options, environment), widthColumns));
  }
  if (options.debug && error instanceof Error) stderr.write(`debug: ${escapeControls(error.stack ?? error.message)}\n`);
  return report.exitCode;
}

/** The message, the hints, and the request id by which the request is found in the logs of the service. */
export function renderReport(
  { message, hints, requestId, exitCode }: ErrorReport,
  colour: boolean,
  widthColumns: number,
): string {
  const paint = createPaint(colour);
  const label = exitCode === EXIT.interrupted ? show`` : show`${paint('red', 'error:')} `;
  const commands = hints.filter((hint) => hint.startsWith('orders '));
  const sentences = hints.filter((hint) => !hint.startsWith('orders '));
  return concat([
    paragraph(show`${label}${message}`, widthColumns),
    ...sentences.map((sentence) => paragraph(show`${sentence}`, widthColumns)),
    ...commands.map((command, index) => show`${index === 0 ? 'Try:' : '    '} ${command}\n`),
    ...(requestId ? [show`${paint('gray', `Request id: ${requestId}`)}\n`] : []),
  ]).ansi;
}
