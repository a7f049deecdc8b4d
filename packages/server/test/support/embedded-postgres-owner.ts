import { startEmbeddedPostgres } from '../../src/embedded/postgres.js';

/** A program that starts PostgreSQL on the data folder it is given, reports the URL to its parent, and stays. */
const [dataDirectory] = process.argv.slice(2);
const { url } = await startEmbeddedPostgres({ dataDirectory: dataDirectory! });
process.send!(url);
