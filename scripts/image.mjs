/**
 * Builds the image of the commit that is checked out, with its labels and times: `npm run image -- --tag order-service`. Arguments
 * go to `docker build`; NODE_IMAGE names another base image.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('..', import.meta.url));
const git = (...args) => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();

const { version } = JSON.parse(readFileSync(new URL('../packages/server/package.json', import.meta.url), 'utf8'));
const isChanged = git('status', '--porcelain') !== '';
const seconds = git('log', '-1', '--format=%ct');
const buildArgs = {
  IMAGE_VERSION: version,
  IMAGE_REVISION: `${git('rev-parse', 'HEAD')}${isChanged ? '-changed' : ''}`,
  IMAGE_CREATED: new Date(Number(seconds) * 1_000).toISOString(),
  SOURCE_DATE_EPOCH: seconds,
  ...(process.env.NODE_IMAGE && { NODE_IMAGE: process.env.NODE_IMAGE }),
};
const args = Object.entries(buildArgs).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
execFileSync('docker', ['build', ...args, ...process.argv.slice(2), '.'], { cwd, stdio: 'inherit' });
