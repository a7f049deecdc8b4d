import { startEmbeddedPostgres } from '../../src/embedded/postgres.js';

/** A program that starts PostgreSQL in the given data directory, reports the URL to its parent, and keeps running. */
const [dataDirectory] = process.argv.slice(2);
const { url } = await startEmbeddedPostgres({ dataDirectory: dataDirectory! });
process.send!(url);
