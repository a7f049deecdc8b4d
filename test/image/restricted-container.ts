import { outputOf, run, until } from '../compose/docker.js';

/** As in docker-compose.yml, but without an init, and without any place to write to. */
const RESTRICTED = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
/** Above SHUTDOWN_DELAY_MS + 14 s, as docs/containers.md asks. */
const GRACE_SECONDS = 20;
const HEALTHY_WITHIN_MS = 120_000;

/** What has become of a container after `docker stop`. */
interface Stopped {
  readonly exitCode: number;
  readonly seconds: number;
  readonly log: string;
}

/** A container of the image that may write nothing and has no capabilities, on the network of this machine. */
export class RestrictedContainer {
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  static start(name: string, image: string, env: Readonly<Record<string, string>>, ...command: readonly string[]) {
    run('docker', [
      'run',
      '--detach',
      '--name',
      name,
      '--network',
      'host',
      ...RESTRICTED,
      ...variables(env),
      image,
      ...command,
    ]);
    return new RestrictedContainer(name);
  }

  /** Runs a command to its end in a container that is removed. @throws if it fails */
  static complete(image: string, env: Readonly<Record<string, string>>, ...command: readonly string[]): string {
    return run('docker', ['run', '--rm', '--network', 'host', ...RESTRICTED, ...variables(env), image, ...command]);
  }

  /** Resolves once the HEALTHCHECK of the image has succeeded. */
  async healthy(): Promise<void> {
    const status = () => run('docker', ['inspect', '--format', '{{.State.Health.Status}}', this.name]);
    await until(`${this.name} is healthy`, HEALTHY_WITHIN_MS, () => Promise.resolve(status() === 'healthy')).catch(
      (error: unknown) => {
        throw new Error(`${String(error)}\n${this.log()}`);
      },
    );
  }

  execute(...command: readonly string[]): string {
    return run('docker', ['exec', this.name, ...command]);
  }

  /** Whether a command in the container succeeds. */
  succeeds(...command: readonly string[]): boolean {
    return outputOf('docker', 'exec', this.name, ...command) !== undefined;
  }

  /** Sends SIGTERM to the first process of the container, and SIGKILL after the grace period. */
  stop(): Stopped {
    const startedMs = performance.now();
    run('docker', ['stop', '--time', String(GRACE_SECONDS), this.name]);
    const seconds = (performance.now() - startedMs) / 1_000;
    const exitCode = Number(run('docker', ['inspect', '--format', '{{.State.ExitCode}}', this.name]));
    return { exitCode, seconds, log: this.log() };
  }

  remove(): void {
    outputOf('docker', 'rm', '--force', '--volumes', this.name);
  }

  private log(): string {
    return run('sh', ['-c', 'docker logs "$1" 2>&1', 'sh', this.name]);
  }
}

function variables(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
}
