import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { EVENT_TYPES } from '../packages/sdk/src/generated/values.js';
import { readConfig } from '../packages/server/src/config.js';

interface Service {
  readonly build?: { readonly context: string };
  readonly image?: string;
  readonly user?: string;
  readonly init?: boolean;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly ports?: readonly string[];
  readonly secrets?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
}

const OURS = ['migrate', 'order-service'];

function text(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

function compose(path: string): Compose {
  return parse(text(path), { merge: true }) as Compose;
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

    it(`publishes the ports of ${name} on 127.0.0.1 by default`, () => {
      for (const port of service.ports ?? [])
        expect(port).to.match(/^\$\{BIND_ADDRESS:-127\.0\.0\.1\}:\$\{\w+_PORT:-\d+\}:\d+$/);
    });

    it(`has a health check for ${name}`, () => {
      const isOneShot = Object.values(base.services).some(
        (other) => other.depends_on?.[name]?.condition === 'service_completed_successfully',
      );
      if (isOneShot) expect(service.healthcheck).to.equal(undefined);
      else expect(service.healthcheck?.test).to.be.an('array').that.is.not.empty;
    });

    it(`makes ${name} wait only for conditions that its dependencies can reach`, () => {
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect(base.services, other).to.have.property(other);
        if (condition === 'service_healthy') expect(base.services[other]?.healthcheck, other).to.be.an('object');
      }
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
