/**
 * Records the digest of every migration that the next version adds. From then on it may not change, which
 * packages/server/test/unit/migrate.test.ts verifies. Run by tsx.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { MIGRATIONS } from '../../packages/server/src/db/migrations/list.ts';
import { digestOf } from '../../packages/server/src/db/migrations/migration.ts';

const file = new URL('../../packages/server/src/db/migrations/released.json', import.meta.url);
const released = JSON.parse(readFileSync(file, 'utf8'));
for (const migration of MIGRATIONS) released[migration.name] ??= digestOf(migration);
writeFileSync(file, `${JSON.stringify(released, null, 2)}\n`);
