import { readFile } from 'node:fs/promises';

/** That of this package. Its modules are joined into a file of the same depth as this one. */
export const PACKAGE_FOLDER = new URL('../', import.meta.url);

/** The version of this package. */
export async function packageVersion(): Promise<string> {
  const text = await readFile(new URL('package.json', PACKAGE_FOLDER), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
