/** Jest loads these two files itself, as ES modules and without a flag; the tests may be CommonJS. */
module.exports = { globalSetup: './start-service.mjs', globalTeardown: './stop-service.mjs' };
