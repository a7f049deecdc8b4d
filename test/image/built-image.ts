import { run } from '../compose/docker.js';

/** What `docker image inspect` prints that is checked here. */
interface Inspected {
  readonly Size: number;
  readonly RootFS: { readonly Layers: readonly string[] };
  readonly Config: { readonly Labels: Readonly<Record<string, string>> };
}

/** A package of npm in the image. */
interface FoundPackage {
  readonly name: string;
  readonly version: string;
}

/** Prints every package below node_modules, nested ones too. Runs in the image. */
const LIST_PACKAGES = `
  const { globSync, readFileSync } = require('node:fs');
  const manifests = globSync(['**/node_modules/*/package.json', '**/node_modules/@*/*/package.json']);
  const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
  process.stdout.write(JSON.stringify([...new Set(manifests)].map(read).map(({ name, version }) => ({ name, version }))));
`;

/** Builds the image as `npm run image` does, from nothing that an earlier build has left. */
export function buildImage(tag: string): BuiltImage {
  run('node', ['scripts/image.mjs', '--no-cache', '--quiet', '--tag', tag]);
  return new BuiltImage(tag);
}

export class BuiltImage {
  readonly tag: string;

  constructor(tag: string) {
    this.tag = tag;
  }

  inspect(): Inspected {
    const [inspected] = JSON.parse(run('docker', ['image', 'inspect', this.tag])) as Inspected[];
    if (!inspected) throw new Error(`There is no image ${this.tag}.`);
    return inspected;
  }

  /** A line for each file below /app: kind, mode, owner, group, size, time, path, target of a link, and its SHA-256. */
  files(): readonly string[] {
    const list =
      "find /app -printf '%y %m %u %g %s %Ts %p %l\\n' | sort -k 7 && find /app -type f -print0 | sort -z | xargs -0 sha256sum";
    return this.runIn('sh', '-c', list).split('\n');
  }

  packages(): readonly FoundPackage[] {
    return JSON.parse(this.runIn('node', '-e', LIST_PACKAGES)) as FoundPackage[];
  }

  read(path: string): string {
    return this.runIn('cat', path);
  }

  /** The sizes of the layers that `docker history` shows, with what made them; the newest first. */
  layers(): readonly string[] {
    const format = '{{.Size}}\t{{.CreatedBy}}';
    const lines = run('docker', ['history', '--no-trunc', '--format', format, this.tag]).split('\n');
    return lines.filter((line) => !line.startsWith('0B')).map((line) => line.slice(0, 110));
  }

  /** Runs a program of the image in a container of its own and returns what it printed. */
  private runIn(program: string, ...args: readonly string[]): string {
    return run('docker', ['run', '--rm', '--network', 'none', '--entrypoint', program, this.tag, ...args]);
  }
}
