import { startPostgres } from '../../src/embedded/postgres/start-postgres.js';

/** A program that starts PostgreSQL on the data folder in its first argument, sends its parent the URL, and keeps running. */
const [dataDirectory] = process.argv.slice(2);
const { url } = await startPostgres({ dataDirectory: dataDirectory! });
process.send!(url);
