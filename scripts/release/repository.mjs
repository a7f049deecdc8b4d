import { execFileSync } from 'node:child_process';

/** The packages that are published, in the order of their dependencies. */
export const PACKAGES = ['sdk', 'server', 'cli'];

/**
 * The public address of this repository as npm writes it (`git+https://host/path.git`), taken from the remote `origin`:
 * npm's provenance compares it with the repository that the release was built in.
 * Throws if there is no remote, or if it is a folder or a machine of the local network.
 */
export function repositoryUrl() {
  return publicUrl(originUrl());
}

/** The same for a given remote: an http(s) or ssh URL, or `user@host:path`. */
export function publicUrl(remote) {
  const pattern =
    /^(?:(?:https?|ssh):\/\/(?:[^@/]+@)?|[^@/:]+@)([a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]+)(?::\d+\/|[:/])(.+?)(?:\.git)?\/?$/i;
  const [, host, path] = pattern.exec(remote) ?? [];
  if (!host) {
    throw new Error(
      `The remote "origin" (${remote || 'none'}) is not a public address. The packages name the repository that they ` +
        'are built from, so a release needs one: git remote add origin https://host/owner/name.git',
    );
  }
  return `git+https://${host}/${path}.git`;
}

function originUrl() {
  try {
    return execFileSync('git', ['remote', 'get-url', 'origin'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}
