import { ProcessNotFoundError } from '../domain/errors.js';
import type { Diagnostics } from '../ports/diagnostics.js';
import type { OwnProcess } from './own-process.js';

/** For a server of one process. */
export function createDiagnostics(own: OwnProcess): Diagnostics {
  return {
    processes: () => Promise.resolve([own.describe()]),
    setLogLevel(level, durationMs) {
      own.setLogLevel(level, durationMs);
      return Promise.resolve();
    },
    async profile(request, processId) {
      if (processId !== undefined && processId !== process.pid) throw new ProcessNotFoundError(processId);
      return await own.profile(request);
    },
  };
}
