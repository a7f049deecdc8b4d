import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import jsonwebtoken from 'jsonwebtoken';
import { parse } from 'yaml';
import { EVENT_TYPES } from '../packages/sdk/src/generated/values.js';
import { readConfig } from '../packages/server/src/config.js';

interface Service {
  readonly build?: { readonly context: string; readonly args: Readonly<Record<string, string>> };
  readonly image?: string;
  readonly user?: string;
  readonly init?: boolean;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly logging?: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
  readonly ulimits?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly ports?: readonly string[];
  readonly secrets?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OURS = ['migrate', 'order-service'];

function text(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

function compose(path: string): Compose {
  return parse(text(path), { merge: true }) as Compose;
}

/**
 * Directories of an image with their modes: those of the official images, which their Dockerfiles set, and those that a
 * Dockerfile of ours sets with `chmod`.
 */
function directoryModes({ build, image = '' }: Service): Readonly<Record<string, string>> {
  const official: Record<string, string> = { '/tmp': '1777' };
  // Its own mode is 3777: what is made in it belongs to its group, which changes nothing for a single user.
  if (image.includes('postgres:')) official['/run/postgresql'] = '1777';
  const dockerfile = build && build.context !== '.' ? text(`${build.context}/Dockerfile`) : '';
  const own = [...dockerfile.matchAll(/chmod (\d{4}) (.+)$/gm)].flatMap(([, mode = '', paths = '']) =>
    paths.split(' ').map((path) => [path, mode] as const),
  );
  return { ...official, ...Object.fromEntries(own) };
}

/** Resolves `${NAME:-fallback}` as compose does without variables. */
function withDefaults(environment: Readonly<Record<string, string>> = {}): Record<string, string> {
  const entries = Object.entries(environment);
  return Object.fromEntries(entries.map(([name, value]) => [name, value.replace(/\$\{\w+:-([^}]*)\}/g, '$1')]));
}

/** An environment that records which of its variables are read. */
function observed(environment: Readonly<Record<string, string>>): { env: Record<string, string>; read: Set<string> } {
  const read = new Set<string>();
  const get = (target: Record<string, string>, name: string): string | undefined => {
    read.add(name);
    return target[name];
  };
  return { env: new Proxy(environment, { get }), read };
}

describe('docker-compose.yml', () => {
  const base = compose('docker-compose.yml');
  const overlay = compose('docker/secrets.yml');
  const services = Object.entries(base.services);

  it('defines the database, the broker, the migration, the server and a product service', () => {
    expect(base.services).to.have.all.keys('postgres', 'rabbitmq', 'migrate', 'order-service', 'product-service');
  });

  it('uses only what docker compose v2 and docker-compose 1.29 both support', () => {
    for (const [path, sections] of [
      ['docker-compose.yml', ['services', 'volumes']],
      ['docker/secrets.yml', ['services', 'secrets']],
    ] as const) {
      const document = parse(text(path)) as object;
      expect(Object.keys(document).filter((key) => !key.startsWith('x-'))).to.deep.equal(sections);
      expect(text(path)).not.to.match(/start_interval|\$\{[^}]*:\+/);
    }
  });

  for (const [name, service] of services) {
    it(`runs ${name} as an unprivileged user, read-only, without capabilities`, () => {
      expect(service).to.include({ init: true, read_only: true });
      expect(service.cap_drop).to.deep.equal(['ALL']);
      expect(service.security_opt).to.deep.equal(['no-new-privileges:true']);
      expect(service.user)
        .to.be.a('string')
        .that.does.not.match(/^(root|0)\b/);
      expect(service).not.to.have.any.keys('privileged', 'cap_add', 'network_mode', 'pid', 'devices');
    });

    it(`limits the log of ${name}`, () => {
      expect(service.logging?.options).to.have.all.keys('max-size', 'max-file');
    });

    it(`gives ${name} a tmpfs only where its image has a directory of the same mode`, () => {
      for (const mount of service.tmpfs ?? []) {
        const [, path = '', mode = ''] = /^([^:]+):mode=(\d+)$/.exec(mount) ?? [];
        expect(directoryModes(service)[path], mount).to.equal(mode);
      }
    });

    it(`allows to lower the limits of ${name}`, () => {
      for (const [limit, values] of Object.entries(service.ulimits ?? {}))
        for (const value of Object.values(values)) expect(value, limit).to.match(/^\$\{\w+:-\d+\}$/);
    });

    it(`publishes the ports of ${name} on 127.0.0.1 by default`, () => {
      for (const port of service.ports ?? [])
        expect(port).to.match(/^\$\{BIND_ADDRESS:-127\.0\.0\.1\}:\$\{\w+_PORT:-\d+\}:\d+$/);
    });

    it(`has a health check for ${name}`, () => {
      const isOneShot = Object.values(base.services).some(
        (other) => other.depends_on?.[name]?.condition === 'service_completed_successfully',
      );
      if (isOneShot) expect(service.healthcheck).to.deep.equal({ disable: true });
      else expect(service.healthcheck?.test).to.be.an('array').that.is.not.empty;
    });

    it(`makes ${name} wait only for conditions that its dependencies can reach`, () => {
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect(base.services, other).to.have.property(other);
        if (condition === 'service_healthy') expect(base.services[other]?.healthcheck, other).to.be.an('object');
      }
    });
  }

  for (const name of [...OURS, 'product-service']) {
    it(`gives ${name} nowhere to write to, and what the labels of its image say`, () => {
      const { tmpfs, build } = base.services[name] ?? {};
      expect(tmpfs).to.equal(undefined);
      const args = [...text('Dockerfile').matchAll(/^ARG (\w+)=(.+)$/gm)];
      for (const [, arg = '', fallback] of args) expect(build?.args[arg], arg).to.equal(`\${${arg}:-${fallback}}`);
      const used = [...text('Dockerfile').matchAll(/opencontainers\.image\.[\w.]+="\$\{(\w+)\}"/g)].map(
        ([, arg]) => arg,
      );
      expect(used).to.have.members(['IMAGE_VERSION', 'IMAGE_REVISION', 'IMAGE_CREATED', 'NODE_IMAGE']);
    });
  }

  for (const name of OURS) {
    it(`gives ${name} a valid production configuration without unused variables`, () => {
      const { env, read } = observed(withDefaults(base.services[name]?.environment));
      readConfig(env);
      expect([...read]).to.include.members(Object.keys(withDefaults(base.services[name]?.environment)));

      const { problems, warnings } = readConfig({ ...env, NODE_ENV: 'production' });
      expect([...problems, ...warnings]).to.deep.equal([]);
    });

    it(`takes the secrets of ${name} from files with docker/secrets.yml`, () => {
      const { environment, secrets = [] } = overlay.services[name] ?? {};
      const files: string[] = [];
      const { config, problems } = readConfig(
        { ...withDefaults(base.services[name]?.environment), ...environment },
        (path) => {
          files.push(path);
          return path.endsWith('url')
            ? 'postgresql://orders:kept@postgres/orders_db'
            : 'kept in a file, and long enough';
        },
      );
      expect(problems).to.deep.equal([]);
      expect(config?.databaseUrl).to.contain('kept@postgres');
      expect(new Set(files)).to.deep.equal(new Set(secrets.map((secret) => `/run/secrets/${secret}`)));
      expect(overlay.secrets).to.include.keys(...secrets);
    });
  }

  it('checks health at paths of the contract', () => {
    const [, , , url = ''] = base.services['order-service']?.healthcheck?.test ?? [];
    expect((parse(text('openapi.yaml')) as { paths: object }).paths).to.have.property(new URL(url).pathname);
  });

  it('names each image once, by its tag, to which a digest can be added', () => {
    const names = /\$\{(\w+_IMAGE):-(.+)\}/;
    for (const { image, build } of Object.values(base.services)) {
      const [, name = '', fallback = ''] = names.exec(image ?? Object.values(build?.args ?? {}).join('\n')) ?? [];
      expect(fallback).to.match(/^[a-z]+:[\w.-]+(@sha256:[0-9a-f]{64})?$/);
      expect(text('docs/containers.md'), name).to.contain(`\`${fallback}\``);
      if (build) expect(text(`${build.context}/Dockerfile`)).to.contain(`ARG ${name}=${fallback}\n`);
    }
  });

  it('keeps secrets out of the repository', () => {
    for (const path of ['.env', 'secrets/secret_key'])
      expect(() => execFileSync('git', ['check-ignore', path], { cwd: ROOT }), path).not.to.throw();
  });

  it('prints a token with the secret of the variable or of the file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'compose-'));
    try {
      const secret = 'kept in a file, and long enough';
      writeFileSync(join(folder, 'secret_key'), `${secret}\n`);
      for (const env of [
        { SECRET_KEY: secret, ALGORITHM: 'HS512' },
        { SECRET_KEY: '', SECRET_KEY_FILE: join(folder, 'secret_key'), ALGORITHM: 'HS512' },
      ]) {
        const program = ['packages/server/bin/order-service.js', 'token', '--user', '1', '--email', 'you@example.com'];
        program.push('--role', 'operator');
        const token = execFileSync(process.execPath, program, { cwd: ROOT, env, encoding: 'utf8' }).trim();
        const claims = jsonwebtoken.verify(token, secret, { algorithms: ['HS512'] });
        expect(claims).to.include({ sub: '1', email: 'you@example.com', role: 'operator' });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has a queue that survives the loss of a node, for consumers that declare it without a type', () => {
    const { queues } = JSON.parse(text('docker/rabbitmq/definitions.json')) as { queues: readonly object[] };
    expect(queues).to.have.lengthOf(1);
    expect(queues[0]).to.deep.include({ name: 'notification_queue', arguments: { 'x-queue-type': 'quorum' } });
    expect(text('docker/rabbitmq/orders.conf')).to.contain('relaxed_checks_on_redeclaration = true');
  });

  it('binds notification_queue to every event on the exchange that the server publishes to', () => {
    const definitions = JSON.parse(text('docker/rabbitmq/definitions.json')) as {
      bindings: readonly { source: string; destination: string; routing_key: string }[];
    };
    const exchange = readConfig(withDefaults(base.services['order-service']?.environment)).config?.broker?.exchange;
    expect(
      definitions.bindings.map(({ source, destination, routing_key }) => [source, destination, routing_key]),
    ).to.have.deep.members(EVENT_TYPES.map((type) => [exchange, 'notification_queue', type]));
  });
});

for (const [path, context] of [
  ['Dockerfile', ''],
  ['docker/rabbitmq/Dockerfile', 'docker/rabbitmq/'],
] as const) {
  describe(path, () => {
    const instructions = text(path)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const lastStage = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM ')));

    it('works with the legacy builder', () => {
      expect(text(path)).not.to.match(/^#\s*syntax|<<|--mount|--chmod|--link/im);
    });

    it('copies only files that exist and are in the build context', () => {
      const ignored = context === '' ? text('.dockerignore').split('\n') : ['!'];
      const sent = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
      const copies = instructions.filter((line) => line.startsWith('COPY ') && !line.includes('--from='));
      const sources = copies.flatMap((line) => line.split(/\s+/).slice(1, -1));
      expect(sources).not.to.be.empty;
      expect(sent.join(), 'docker-compose 1.29 ignores exceptions with wildcards').not.to.match(/[*?]/);
      for (const source of sources) {
        expect(existsSync(new URL(`../${context}${source}`, import.meta.url)), source).to.equal(true);
        const reaches = sent.some((path) => source.startsWith(path) || path.startsWith(`${source}/`));
        expect(reaches, `${source} passes .dockerignore`).to.equal(true);
      }
    });

    it('runs as an unprivileged user', () => {
      expect(lastStage.find((line) => line.startsWith('USER '))).to.match(/^USER (node|rabbitmq)$/);
    });
  });
}
