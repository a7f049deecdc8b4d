import { Argument, type Command } from 'commander';
import { warnIfExposed } from '../session/settings.js';
import type { Context } from '../features/context.js';
import { InterruptedError, HttpStatusError, UsageError } from '../errors.js';
import { sendRaw, type RawResponse } from '../session/raw-request.js';
import { readInput } from '../terminal/read-input.js';
import { escapeControls } from '../render/printable.js';
import { prettyJson } from '../render/json.js';

interface ApiFlags {
  readonly data?: string;
  readonly header?: Record<string, string>;
  readonly include?: boolean;
}

const METHODS: readonly string[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD'];
const TIMEOUT_MS = 30_000;
const EXAMPLES = `
Examples:
  orders api GET '/api/v1/orders?limit=1'
  orders api PATCH /api/v1/orders/42/status -d @move.json -H 'If-Match: "1"'
  orders api POST /api/v1/orders -d @order.json --include

The body of the answer goes to stdout, also that of an error; the exit code
tells them apart.`;

export function define(command: Command, context: Context): void {
  command
    .addArgument(new Argument('<method>', 'in any case').choices(METHODS).argParser(parseMethod))
    .argument('<path>', 'begins with a slash')
    .option('-d, --data <json>', 'the body; @<path> reads it from a file, @- from stdin')
    .option('-H, --header <name: value>', 'a header; give it again for more', collectHeader)
    .option('-i, --include', 'print status and headers, too')
    .addHelpText('after', EXAMPLES)
    .action((method: string, path: string, flags: ApiFlags) => run(context, method, parsePath(path), flags));
}

/** Reads an HTTP method, in any case. Throws UsageError. */
export function parseMethod(text: string): string {
  const method = text.toUpperCase();
  if (METHODS.includes(method)) return method;
  throw new UsageError(`A method is one of ${METHODS.join(', ')}; not '${text}'.`, {
    hints: ['orders api GET /api/v1/orders'],
  });
}

/** Reads a path of the service: never another host, which would get the token. Throws UsageError. */
export function parsePath(text: string): string {
  const base = 'http://service.invalid';
  const url = text.startsWith('/') && URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url?.origin !== base)
    throw new UsageError(`A path begins with one slash, such as /api/v1/orders; not '${text}'.`);
  return `${url.pathname}${url.search}`;
}

function collectHeader(text: string, earlier: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^([A-Za-z0-9-]+):\s*([\x20-\x7e]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new UsageError(`--header takes 'Name: value'; not '${text}'.`);
  if (name.toLowerCase() === 'authorization') {
    throw new UsageError('A token on the command line can be seen by others.', { hints: ['Use --token-file.'] });
  }
  return { ...earlier, [name]: value };
}

async function run(context: Context, method: string, path: string, flags: ApiFlags): Promise<void> {
  const settings = await context.settings();
  warnIfExposed(settings, (message) => context.io.log(`warning: ${message}`));
  const body = flags.data?.startsWith('@') ? await readInput(context, flags.data.slice(1)) : flags.data;
  const { header: headers = {}, include } = flags;
  const { signal } = context;
  const response = await sendRaw(context.fetch, settings, {
    method,
    path,
    headers,
    body,
    timeoutMs: context.options.timeout ?? TIMEOUT_MS,
    signal,
  }).catch((error: unknown) => {
    throw signal.aborted ? new InterruptedError('Interrupted.', { cause: error }) : error;
  });
  context.debug(`${response.status} request-id=${response.requestId ?? 'none'}`);
  const text = `${include ? head(response) : ''}${presentBody(response)}`;
  await context.io.out(context.io.stdoutIsTerminal ? escapeControls(text) : text);
  if (response.status >= 400) throw new HttpStatusError(`The service answered ${response.status}.`, response.status);
}

function head({ status, statusText, headers }: RawResponse): string {
  return [`HTTP ${status} ${statusText}`, ...[...headers].map(([name, value]) => `${name}: ${value}`), '', ''].join(
    '\n',
  );
}

function presentBody({ body }: RawResponse): string {
  if (body === '') return '';
  try {
    return `${prettyJson(JSON.parse(body))}\n`;
  } catch {
    return body.endsWith('\n') ? body : `${body}\n`;
  }
}
