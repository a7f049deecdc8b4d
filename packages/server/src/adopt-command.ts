import type { ImportOptions } from './command-line.js';
import { startTogether } from './concurrency/started-parts.js';
import type { AdoptConfig } from './config.js';
import { importInPlace } from './db/import-in-place.js';
import { ImportSourceError } from './db/import-source.js';
import { REPLACED_SCHEMA } from './db/statements/import-in-place.js';
import { emailAddresses, importFrom, type ImportOutput } from './import-command.js';
import { createRejectedFile } from './importing/rejected-file.js';

/**
 * Replaces the tables of another service by this service's, in one database and one transaction, and imports its orders.
 * @throws ImportSourceError, ImportFileError, or the error of a database; then nothing was changed
 */
export async function adoptCommand(config: AdoptConfig, options: ImportOptions, output: ImportOutput): Promise<void> {
  await startTogether(async (parts) => {
    const emails = await emailAddresses(parts, config, options);
    const rejected = createRejectedFile(options.rejected);
    parts.onStop(() => rejected.close());
    const imported = await importInPlace(config.databaseUrl, options, async (source, target) => {
      if (!(await importFrom({ source, target, emails, rejected }, options, output)))
        throw new ImportSourceError('Orders differ after the import. Nothing was changed.');
      return true;
    });
    output.write(`${imported === true ? DONE : DONE_BEFORE} ${WHERE}\n`);
    await parts.stop();
  });
}

const DONE = 'The orders are imported.';
const DONE_BEFORE = 'The orders have been imported before.';
const WHERE = `The other service's tables are in the schema ${REPLACED_SCHEMA}.`;
