import type { LogFields, Logger } from './logger.js';

/** Writes lines to standard error, where there is one: a program's output stays its own. */
function write(level: string, message: string, fields: LogFields): void {
  console.warn(`[orders] ${level}: ${message} ${JSON.stringify(fields)}`);
}

/** The logger of a program that gives none. */
export const consoleLogger: Logger = {
  debug: (message, fields) => write('debug', message, fields),
  info: (message, fields) => write('info', message, fields),
  warn: (message, fields) => write('warn', message, fields),
};
