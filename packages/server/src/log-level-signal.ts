import cluster from 'node:cluster';
import type { Logger } from 'pino';

/**
 * SIGUSR2 switches between the configured level of the log and `debug`; a primary process passes it on to its workers. A
 * worker that is started later has the configured level. SIGUSR1 starts the debugger of Node.js, so that it is not used.
 */
export function switchLogLevelOnSignal(logger: Logger): void {
  const configured = logger.level;
  process.on('SIGUSR2', () => {
    logger.level = logger.level === configured ? 'debug' : configured;
    logger.warn({ logLevel: logger.level }, 'the level of the log was switched by SIGUSR2');
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGUSR2');
  });
}
