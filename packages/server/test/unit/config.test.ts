import { expect } from 'chai';
import { generate } from 'selfsigned';
import { readConfig, readDevConfig, type Config } from '../../src/config.js';
import { ORDER_STATUSES } from '../../src/domain/order-status.js';

const SECRET = 'a secret of the tests, of more than 32 bytes';

/** The required variables. */
const NEEDED = {
  DATABASE_URL: 'postgresql+asyncpg://postgres:pg-password@postgres:5432/orders_db',
  SECRET_KEY: SECRET,
  PRODUCT_SERVICE_URL: 'http://product-service:8001',
  RABBITMQ_HOST: 'rabbitmq',
  RABBITMQ_USER: 'admin',
  RABBITMQ_PASS: 'admin123',
};

const NO_OPERATORS = { userIds: new Set(), emails: new Set() };

const files: Record<string, string> = {
  '/run/secrets/key': `${SECRET}\n`,
  '/run/secrets/database': 'postgresql://u:p@db/orders\r\n',
  '/run/secrets/empty': '\n',
  '/run/secrets/bom': `\uFEFF${SECRET}\r\n`,
  '/run/secrets/two-breaks': `${SECRET}\n\n`,
  '/run/secrets/quoted': '"quotes that belong to the secret, of 32 bytes"\n',
  '/run/secrets/utf-16': '\uFFFD\uFFFDs\0e\0c\0r\0e\0t\0',
  '/run/secrets/windows': '\uFEFFpostgresql://u:p@db/orders \r\n\r\n',
};

function readFile(path: string): string {
  const text = files[path];
  if (text === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
  return text;
}

const read = (env: Record<string, string>, needed: Record<string, string> = NEEDED) =>
  readConfig({ ...needed, ...env }, readFile);

function valid(env: Record<string, string>, needed?: Record<string, string>): Config {
  const { config, problems } = read(env, needed);
  expect(problems).to.deep.equal([]);
  return config!;
}

function without(...names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(NEEDED).filter(([name]) => !names.includes(name)));
}

describe('readConfig', () => {
  it('reads the required variables, and has defaults for all others', () => {
    expect(valid({})).to.deep.include({
      host: '0.0.0.0',
      port: 8002,
      databaseUrl: NEEDED.DATABASE_URL,
      maxDatabaseConnections: 8,
      statementTimeoutMs: 10_000,
      migrateOnStart: false,
      signIn: {
        ...{ secret: SECRET, algorithm: 'HS256', issuer: undefined, audience: undefined, clockToleranceSeconds: 0 },
        operators: NO_OPERATORS,
      },
      productServiceUrl: 'http://product-service:8001',
      productServiceTimeoutMs: 5_000,
      productBatchPath: undefined,
      productCacheMs: 0,
      shutdownDelayMs: 2_000,
      broker: { url: 'amqp://admin:admin123@rabbitmq:5672/%2F', exchange: 'ecommerce_events' },
      ownerTransitions: new Set(ORDER_STATUSES),
      timedTransitions: [],
      idempotencyKeyHours: 24,
      eventRetentionSeconds: undefined,
      allowedOrigins: new Set(),
      compatibility: undefined,
      logLevel: 'info',
    });
  });

  const rows: [env: Record<string, string>, expected: Partial<Config>][] = [
    [{ HOST: '::1' }, { host: '::1' }],
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: '' }, { port: 8002 }],
    [{ OPERATIONS_PORT: '9100' }, { operationsPort: 9_100 }],
    [{}, { operationsPort: undefined }],
    [{ MAX_DATABASE_CONNECTIONS: '20' }, { maxDatabaseConnections: 20 }],
    [{ DATABASE_STATEMENT_TIMEOUT_MS: '2500' }, { statementTimeoutMs: 2_500 }],
    [{ MIGRATE_ON_START: 'true' }, { migrateOnStart: true }],
    [{ PRODUCT_SERVICE_TIMEOUT: '0.25' }, { productServiceTimeoutMs: 250 }],
    [{ PRODUCT_CACHE_MS: '1000' }, { productCacheMs: 1_000 }],
    [{ PRODUCT_BATCH_PATH: '/products?ids={ids}' }, { productBatchPath: '/products?ids={ids}' }],
    [{ SHUTDOWN_DELAY_MS: '0' }, { shutdownDelayMs: 0 }],
    [{ PRODUCT_SERVICE_URL: 'https://products.example/base' }, { productServiceUrl: 'https://products.example/base' }],
    [
      { OWNER_TRANSITIONS: ' cancelled , confirmed,' },
      { ownerTransitions: new Set(['cancelled', 'confirmed'] as const) },
    ],
    [{ OWNER_TRANSITIONS: ',' }, { ownerTransitions: new Set() }],
    [
      { TIMED_TRANSITIONS: 'pending:30m:cancelled, shipped:14d:delivered' },
      {
        timedTransitions: [
          { from: 'pending', to: 'cancelled', after: '30m', afterSeconds: 1_800 },
          { from: 'shipped', to: 'delivered', after: '14d', afterSeconds: 1_209_600 },
        ],
      },
    ],
    [{ IDEMPOTENCY_KEY_TTL_HOURS: '48' }, { idempotencyKeyHours: 48 }],
    [{ EVENT_RETENTION: '90d' }, { eventRetentionSeconds: 90 * 86_400 }],
    [{ EVENT_RETENTION: '168h' }, { eventRetentionSeconds: 7 * 86_400 }],
    [
      { CORS_ALLOWED_ORIGINS: 'https://shop.example, http://localhost:3000' },
      { allowedOrigins: new Set(['https://shop.example', 'http://localhost:3000']) },
    ],
    [{ CORS_ALLOWED_ORIGINS: '*' }, { allowedOrigins: new Set(['*']) }],
    [{ COMPATIBILITY: 'seed' }, { compatibility: 'seed' }],
    [{ LOG_LEVEL: 'warn' }, { logLevel: 'warn' }],
    [{ RABBITMQ_URL: 'none' }, { broker: undefined }],
    [
      { RABBITMQ_URL: 'amqps://u:p@broker/shop' },
      { broker: { url: 'amqps://u:p@broker/shop', exchange: 'ecommerce_events' } },
    ],
    [
      {
        RABBITMQ_PORT: '5673',
        RABBITMQ_VHOST: 'a/b',
        RABBITMQ_USER: 'u@x',
        RABBITMQ_PASS: 'p:/?#',
        RABBITMQ_EXCHANGE: 'e',
      },
      { broker: { url: 'amqp://u%40x:p%3A%2F%3F%23@rabbitmq:5673/a%2Fb', exchange: 'e' } },
    ],
    [
      { RABBITMQ_HOST: '::1' },
      { broker: { url: 'amqp://admin:admin123@[::1]:5672/%2F', exchange: 'ecommerce_events' } },
    ],
  ];
  for (const [env, expected] of rows) {
    it(`reads ${JSON.stringify(env)}`, () => expect(valid(env)).to.deep.include(expected));
  }

  for (const algorithm of ['HS256', 'HS384', 'HS512'] as const) {
    it(`accepts ${algorithm} as the algorithm of tokens`, () => {
      expect(
        valid({ ALGORITHM: algorithm, JWT_ISSUER: 'i', JWT_AUDIENCE: 'a', JWT_CLOCK_TOLERANCE: '5' }).signIn,
      ).to.deep.equal({
        secret: SECRET,
        algorithm,
        issuer: 'i',
        audience: 'a',
        clockToleranceSeconds: 5,
        operators: NO_OPERATORS,
      });
    });
  }

  describe('for a broker with TLS', () => {
    let cert: string;
    let key: string;

    before(async () => {
      ({ cert, private: key } = await generate([{ name: 'commonName', value: 'broker' }], { algorithm: 'sha256' }));
    });

    it('takes certificates and a key, as PEM or from files', () => {
      const tls = { ca: cert.trim(), cert: cert.trim(), key: key.trim() };
      const env = { RABBITMQ_CA: tls.ca, RABBITMQ_CERT: tls.cert, RABBITMQ_KEY: tls.key };
      expect(valid(env).broker).to.deep.equal({
        url: 'amqps://admin:admin123@rabbitmq:5671/%2F',
        exchange: 'ecommerce_events',
        tls,
      });
      const { broker } = valid({ RABBITMQ_URL: 'amqps://u:p@broker', RABBITMQ_CA: tls.ca });
      expect(broker?.tls).to.deep.equal({ ca: tls.ca });
    });

    for (const [env, problem] of [
      [() => ({ RABBITMQ_CA: 'ca.pem' }), /must be certificates and their key in PEM form/],
      [() => ({ RABBITMQ_CERT: cert }), /RABBITMQ_CERT and RABBITMQ_KEY belong together/],
      [() => ({ RABBITMQ_URL: 'amqp://broker', RABBITMQ_CA: cert }), /Begin RABBITMQ_URL with amqps:/],
      [
        () => ({ RABBITMQ_URL: 'amqps://broker?cacertfile=/ca.pem&verify=verify_peer' }),
        /cacertfile, verify\. Set RABBITMQ_CA_FILE/,
      ],
    ] as const) {
      it(`rejects what ${String(problem)} says`, () => {
        expect(read(env()).problems.join('\n')).to.match(problem);
      });
    }
  });

  it('reads who is an operator whatever their token says', () => {
    expect(valid({ OPERATOR_USER_IDS: '1, 42,', OPERATOR_EMAILS: 'Ann@Example.com' }).signIn.operators).to.deep.equal({
      userIds: new Set([1, 42]),
      emails: new Set(['ann@example.com']),
    });
  });

  it('accepts an identity provider instead of a secret', () => {
    const { signIn } = valid({ JWKS_URL: 'https://id.example/jwks' }, without('SECRET_KEY'));
    expect(signIn).to.deep.include({ jwksUrl: 'https://id.example/jwks' });
    expect(signIn).not.to.have.property('secret');
  });

  it('reads values from files, without the line break at the end', () => {
    const config = valid(
      { SECRET_KEY_FILE: '/run/secrets/key', DATABASE_URL_FILE: '/run/secrets/database' },
      without('SECRET_KEY', 'DATABASE_URL'),
    );
    expect(config.signIn).to.include({ secret: SECRET });
    expect(config.databaseUrl).to.equal('postgresql://u:p@db/orders');
  });

  it('warns about files with keys that others can read', () => {
    const env = {
      ...without('SECRET_KEY'),
      DATABASE_URL: 'postgresql://a,b/orders?sslkey=/run/secrets/ssl.key',
      SECRET_KEY_FILE: '/run/secrets/key',
    };
    const warned = (path: string) =>
      readConfig(
        env,
        (name) => files[name] ?? '',
        (name) => name === path,
      ).warnings;
    expect(warned('/run/secrets/key')).to.deep.equal([
      'SECRET_KEY_FILE can be read by every user of this machine. Run chmod o-r on the file.',
    ]);
    expect(warned('/run/secrets/ssl.key').join()).to.match(/^sslkey of DATABASE_URL can be read by every user/);
    expect(warned('/elsewhere')).to.deep.equal([]);
  });

  it('warns about a short secret, and rejects it in production', () => {
    const short = read({ SECRET_KEY: 'your-secret-key' });
    expect(short.problems).to.deep.equal([]);
    expect(short.warnings).to.have.lengthOf(1);
    expect(short.warnings[0]).to.match(/^SECRET_KEY is shorter than 32 bytes/);
    expect(read({ SECRET_KEY: 'your-secret-key', NODE_ENV: 'production' }).problems).to.deep.equal(short.warnings);
  });

  it('counts the bytes of a secret, not its characters', () => {
    expect(read({ SECRET_KEY: 'é'.repeat(16) }).warnings).to.deep.equal([]);
  });

  it('reports everything that is missing at once', () => {
    const { config, problems } = readConfig({}, readFile);
    expect(config).to.equal(undefined);
    const missing = ['DATABASE_URL', 'SECRET_KEY', 'PRODUCT_SERVICE_URL', 'RABBITMQ_HOST'];
    expect(problems.map((problem) => problem.split(' ')[0])).to.have.members(missing);
    for (const problem of problems) expect(problem).to.match(/^\w+ is missing\. Set it to .+\.$/);
  });

  const wrong: [env: Record<string, string>, variable: string][] = [
    ...['http', '-1', '65536', '80.5', '0x50', '8e1', '8 0', 'Infinity', 'NaN'].map(
      (port): [Record<string, string>, string] => [{ PORT: port }, 'PORT'],
    ),
    [{ DATABASE_URL: 'mysql://db/orders' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'postgres' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'postgresql:///orders' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'postgresql://u:p@db/orders?sslmode=sometimes' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'postgresql://u:p@db/orders?options=-c%20jit%3Don' }, 'DATABASE_URL'],
    [{ MAX_DATABASE_CONNECTIONS: '0' }, 'MAX_DATABASE_CONNECTIONS'],
    [{ DATABASE_STATEMENT_TIMEOUT_MS: '99' }, 'DATABASE_STATEMENT_TIMEOUT_MS'],
    [{ MIGRATE_ON_START: 'yes' }, 'MIGRATE_ON_START'],
    [{ PRODUCT_SERVICE_URL: 'product-service:8001' }, 'PRODUCT_SERVICE_URL'],
    [{ PRODUCT_SERVICE_URL: 'ftp://product-service' }, 'PRODUCT_SERVICE_URL'],
    [{ PRODUCT_SERVICE_TIMEOUT: '0' }, 'PRODUCT_SERVICE_TIMEOUT'],
    [{ PRODUCT_SERVICE_TIMEOUT: '5s' }, 'PRODUCT_SERVICE_TIMEOUT'],
    [{ PRODUCT_CACHE_MS: '-1' }, 'PRODUCT_CACHE_MS'],
    ...['products?ids={ids}', '/products', '/{ids}/{ids}', '/products?ids={ids}#all', '/products?ids={ids}&q=a b'].map(
      (path): [Record<string, string>, string] => [{ PRODUCT_BATCH_PATH: path }, 'PRODUCT_BATCH_PATH'],
    ),
    [{ OWNER_TRANSITIONS: 'cancelled,lost' }, 'OWNER_TRANSITIONS'],
    [{ PUBLISH_EVENT_TYPES: 'order.created,order.lost' }, 'PUBLISH_EVENT_TYPES'],
    ...[
      'pending',
      'pending:30m',
      'pending:30m:cancelled:x',
      'pending:0m:cancelled',
      'pending:30:cancelled',
      'pending:1.5h:cancelled',
      'pending:3651d:cancelled',
      'lost:30m:cancelled',
      'pending:30m:found',
      'pending:30m:shipped',
      'delivered:30m:cancelled',
      'pending:30m:cancelled,pending:1h:confirmed',
    ].map((timers): [Record<string, string>, string] => [{ TIMED_TRANSITIONS: timers }, 'TIMED_TRANSITIONS']),
    [{ IDEMPOTENCY_KEY_TTL_HOURS: '23' }, 'IDEMPOTENCY_KEY_TTL_HOURS'],
    ...['90', '90 d', '6d', '167h', '0d', '3651d', 'for ever'].map((time): [Record<string, string>, string] => [
      { EVENT_RETENTION: time },
      'EVENT_RETENTION',
    ]),
    [{ EVENT_RETENTION: '7d', IDEMPOTENCY_KEY_TTL_HOURS: '169' }, 'EVENT_RETENTION'],
    [{ EVENT_RETENTION: '7d', TIMED_TRANSITIONS: 'shipped:14d:delivered' }, 'EVENT_RETENTION'],
    ...[
      'shop.example',
      'null',
      'https://',
      'https://*.shop.example',
      'https://shop.example/',
      'https://shop.example/path',
      'https://Shop.example',
      'https://shop.example:443',
      'https://u:p@shop.example',
      'ftp://shop.example',
      'https://shop.example, *',
      'https://shop.example http://localhost:3000',
    ].map((origins): [Record<string, string>, string] => [{ CORS_ALLOWED_ORIGINS: origins }, 'CORS_ALLOWED_ORIGINS']),
    [{ COMPATIBILITY: 'none' }, 'COMPATIBILITY'],
    [{ COMPATIBILITY: 'seed', OWNER_TRANSITIONS: 'cancelled' }, 'COMPATIBILITY'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
    [{ OPERATOR_USER_IDS: '1,ann' }, 'OPERATOR_USER_IDS'],
    [{ OPERATOR_USER_IDS: '01' }, 'OPERATOR_USER_IDS'],
    [{ OPERATOR_EMAILS: 'ann' }, 'OPERATOR_EMAILS'],
    [{ ALGORITHM: 'none' }, 'ALGORITHM'],
    [{ ALGORITHM: 'RS256' }, 'ALGORITHM'],
    [{ JWT_CLOCK_TOLERANCE: '301' }, 'JWT_CLOCK_TOLERANCE'],
    [{ JWKS_URL: 'https://id.example/jwks' }, 'SECRET_KEY'],
    [{ RABBITMQ_URL: 'http://rabbitmq' }, 'RABBITMQ_URL'],
    [{ RABBITMQ_URL: 'amqp://guest:100%@rabbitmq/' }, 'RABBITMQ_URL'],
    [{ RABBITMQ_URL: 'amqp://gu%est:p@rabbitmq/' }, 'RABBITMQ_URL'],
    [{ RABBITMQ_URL: 'amqp://rabbitmq/%zz' }, 'RABBITMQ_URL'],
    [{ RABBITMQ_URL: 'amqp://rabbitmq/%ff' }, 'RABBITMQ_URL'],
    [{ RABBITMQ_URL: 'amqp://rabbitmq/a/b' }, 'RABBITMQ_URL'],
    [{ RABBITMQ_URL: 'amqp://rabbitmq:0/' }, 'RABBITMQ_URL'],
    [{ RABBITMQ_URL: 'amqp://rabbitmq:65536/' }, 'RABBITMQ_URL'],
    [{ RABBITMQ_URL: 'amqp://rabbitmq:http/' }, 'RABBITMQ_URL'],
    [{ RABBITMQ_PORT: '0' }, 'RABBITMQ_PORT'],
    [{ RABBITMQ_HOST: 'rabbit mq' }, 'RABBITMQ_HOST'],
    [{ RABBITMQ_HOST: 'rabbitmq/vhost' }, 'RABBITMQ_HOST'],
    [{ RABBITMQ_HOST: 'user@rabbitmq' }, 'RABBITMQ_HOST'],
    [{ SECRET_KEY_FILE: '/run/secrets/key' }, 'SECRET_KEY'],
    [{ RABBITMQ_URL: 'amqp://b', RABBITMQ_URL_FILE: '/run/secrets/key' }, 'RABBITMQ_URL'],
    [{ JWT_ISSUER_FILE: '/nowhere' }, 'JWT_ISSUER_FILE'],
  ];
  for (const [env, variable] of wrong) {
    it(`rejects ${JSON.stringify(env)}`, () => {
      const { config, problems } = read(env);
      expect(config).to.equal(undefined);
      const about = problems.filter((problem) => problem.startsWith(`${variable} `));
      expect(about, 'reported once').to.have.lengthOf(new Set(about).size);
      expect(about.length, problems.join('\n')).to.be.at.least(1);
    });
  }

  /** A value of each variable that is not the default, and its member of the configuration. */
  const everyVariable: [name: string, value: string][] = [
    ['HOST', '127.0.0.2'],
    ['PORT', '8003'],
    ['DATABASE_URL', 'postgresql://u:p@other/orders'],
    ['MAX_DATABASE_CONNECTIONS', '9'],
    ['DATABASE_STATEMENT_TIMEOUT_MS', '9000'],
    ['MAX_GROUP_COMMIT', '9'],
    ['MIGRATE_ON_START', 'true'],
    ['WORKERS', '2'],
    ['ALGORITHM', 'HS512'],
    ['JWT_ISSUER', 'an issuer'],
    ['JWT_AUDIENCE', 'an audience'],
    ['JWT_CLOCK_TOLERANCE', '9'],
    ['PRODUCT_SERVICE_URL', 'http://products:9'],
    ['PRODUCT_SERVICE_TIMEOUT', '9'],
    ['PRODUCT_CACHE_MS', '9'],
    ['PRODUCT_BATCH_PATH', '/products?ids={ids}'],
    ['RABBITMQ_HOST', 'other'],
    ['RABBITMQ_PORT', '5673'],
    ['RABBITMQ_USER', 'someone'],
    ['RABBITMQ_VHOST', 'shop'],
    ['RABBITMQ_URL', 'amqp://other/shop'],
    ['RABBITMQ_EXCHANGE', 'events'],
    ['PUBLISH_EVENT_TYPES', 'order.created'],
    ['TIMED_TRANSITIONS', 'pending:30m:cancelled'],
    ['OWNER_TRANSITIONS', 'cancelled'],
    ['IDEMPOTENCY_KEY_TTL_HOURS', '48'],
    ['EVENT_RETENTION', '90d'],
    ['RATE_LIMIT_PER_MINUTE', '9'],
    ['CORS_ALLOWED_ORIGINS', 'https://shop.example'],
    ['COMPATIBILITY', 'seed'],
    ['LOG_LEVEL', 'debug'],
  ];
  for (const [name, value] of everyVariable) {
    it(`trims white space around ${name}, and refuses quotes around it`, () => {
      const expected = valid({ [name]: value });
      expect(expected, 'the value is read').not.to.deep.equal(valid({}));
      for (const around of [
        ` ${value}`,
        `${value} `,
        `${value}\r`,
        `\t${value}\r\n`,
        `\uFEFF${value}`,
        `\u00A0${value}`,
      ]) {
        expect(valid({ [name]: around }), JSON.stringify(around)).to.deep.equal(expected);
      }
      expect(read({ [name]: ' \r\n' }), 'white space alone').to.deep.equal(read({ [name]: '' }));
      for (const quoted of [`"${value}"`, `'${value}'\r`]) {
        expect(read({ [name]: quoted }).problems[0]).to.match(new RegExp(`^${name} is in quotes, .+ Remove them\\.$`));
      }
    });
  }

  for (const name of ['SECRET_KEY', 'RABBITMQ_PASS']) {
    for (const around of [`${SECRET}\r`, ` ${SECRET}`, `${SECRET}\n`, `\uFEFF${SECRET}`]) {
      it(`refuses ${JSON.stringify(around)} as ${name}`, () => {
        const { problems } = read({ [name]: around });
        expect(problems).to.deep.equal([`${name} begins or ends with white space or a line break. Remove it.`]);
      });
    }
    it(`refuses quotes around ${name}, but not in its file`, () => {
      const { problems } = read({ [name]: `"${SECRET}"` });
      expect(problems).to.deep.equal([
        `${name} is in quotes, which would be part of its value. Remove them, or use ${name}_FILE if they belong to the secret.`,
      ]);
      valid({ [`${name}_FILE`]: '/run/secrets/quoted' }, without(name));
    });
  }

  it('reads files of other systems: with a byte order mark, and several line breaks', () => {
    expect(valid({ SECRET_KEY_FILE: '/run/secrets/bom' }, without('SECRET_KEY')).signIn).to.include({ secret: SECRET });
    expect(valid({ DATABASE_URL_FILE: ' /run/secrets/windows\r' }, without('DATABASE_URL')).databaseUrl).to.equal(
      'postgresql://u:p@db/orders',
    );
    const twoBreaks = read({ SECRET_KEY_FILE: '/run/secrets/two-breaks' }, without('SECRET_KEY'));
    expect(twoBreaks.problems[0]).to.match(/^SECRET_KEY begins or ends with white space/);
    const utf16 = read({ DATABASE_URL_FILE: '/run/secrets/utf-16' }, without('DATABASE_URL'));
    expect(utf16.problems[0]).to.match(/^DATABASE_URL_FILE does not name a file of UTF-8 text/);
  });

  for (const name of ['PORT', 'RABBITMQ_PORT']) {
    it(`explains ${name} that Kubernetes has set`, () => {
      const [problem, ...rest] = read({ [name]: 'tcp://10.0.0.1:8002' }).problems;
      expect(rest).to.deep.equal([]);
      expect(problem).to.match(
        new RegExp(`^${name} is "tcp://10\\.0\\.0\\.1:8002", as Kubernetes .+enableServiceLinks`),
      );
    });
  }

  for (const name of ['DATABASE_URL', 'PRODUCT_SERVICE_URL', 'RABBITMQ_URL']) {
    it(`refuses white space in ${name}, which a URL parser would drop`, () => {
      const { problems } = read({ [name]: `${name === 'PRODUCT_SERVICE_URL' ? 'http' : 'amqp'}://host\n/path` });
      expect(problems).to.deep.equal([`${name} contains white space. Remove it, or write it as %20.`]);
    });
  }

  it('warns about parameters of RABBITMQ_URL, which are ignored, without their values', () => {
    const { problems, warnings } = read({ RABBITMQ_URL: 'amqps://rabbitmq/?heartbeat=5&frame_max=4096' });
    expect(problems).to.deep.equal([]);
    expect(warnings).to.deep.equal(['RABBITMQ_URL has parameters that are ignored: heartbeat, frame_max.']);
  });

  it('takes an empty file for an absent variable', () => {
    const { problems } = read({ SECRET_KEY_FILE: '/run/secrets/empty' }, without('SECRET_KEY'));
    expect(problems).to.have.lengthOf(1);
    expect(problems[0]).to.match(/^SECRET_KEY is missing/);
  });

  it('shows no secret in its problems', () => {
    const { problems, warnings } = readConfig(
      {
        DATABASE_URL: 'mysql://root:pw-of-mysql@db/orders',
        SECRET_KEY: 'short-secret',
        JWKS_URL: 'ftp://user:pw-of-jwks@id',
        PRODUCT_SERVICE_URL: 'ftp://user:pw-of-products@x',
        RABBITMQ_URL: 'http://user:pw-of-rabbit@x',
        NODE_ENV: 'production',
      },
      readFile,
    );
    expect(problems.length).to.be.at.least(4);
    expect([...problems, ...warnings].join('\n')).not.to.match(/pw-of|short-secret/);
  });
});

describe('readDevConfig', () => {
  it('requires nothing, and reads the broker if one is set', () => {
    expect(readDevConfig({})).to.deep.include({ port: 8002, broker: undefined, problems: [] });
    expect(readDevConfig({ RABBITMQ_HOST: 'localhost' }).broker?.url).to.equal('amqp://guest:guest@localhost:5672/%2F');
    expect(readDevConfig({ PORT: 'x', LOG_LEVEL: 'y' }).problems).to.have.lengthOf(2);
  });
});
