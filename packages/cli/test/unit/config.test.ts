import { expect } from 'chai';
import { isExposed, parseBaseUrl } from '../../src/session/base-url.js';
import { readEnvironment } from '../../src/session/environment.js';
import { describeServer, isServerNamed, resolveSettings, type EndpointSources } from '../../src/session/settings.js';
import { UsageError } from '../../src/errors.js';

const NOTHING: EndpointSources = { flags: {}, environment: {}, profile: {}, dev: {} };

describe('resolveSettings', () => {
  const everything: EndpointSources = {
    flags: { url: 'http://flag', token: 'flag-token' },
    environment: { url: 'http://environment', token: 'environment-token' },
    profile: { url: 'http://profile', token: 'profile-token' },
    dev: { url: 'http://dev', token: 'dev-token' },
  };
  const order = ['flags', 'environment', 'profile', 'dev'] as const;
  for (const [index, source] of order.entries()) {
    it(`takes URL and token from ${source} if no earlier source has them`, () => {
      const earlier = Object.fromEntries(order.slice(0, index).map((name) => [name, {}]));
      const settings = resolveSettings({ ...everything, ...earlier });
      expect(settings.url).to.equal(everything[source].url);
      expect(settings.token).to.equal(everything[source].token);
    });
  }

  it('falls back to the standard port of this machine, without a token', () => {
    expect(resolveSettings(NOTHING)).to.deep.include({ url: 'http://localhost:8002', urlSource: 'default' });
    expect(resolveSettings(NOTHING).token).to.be.undefined;
  });

  it('never sends a stored token to another server', () => {
    const profile = { url: 'https://orders.example', token: 'secret', catalogueUrl: 'https://products.example' };
    const settings = resolveSettings({ ...NOTHING, flags: { url: 'https://elsewhere.example' }, profile });
    expect(settings.token).to.be.undefined;
    expect(settings.catalogueUrl).to.be.undefined;
  });

  it('sends a stored token to the same server under another path', () => {
    const profile = { url: 'https://orders.example', token: 'secret' };
    const settings = resolveSettings({ ...NOTHING, flags: { url: 'https://orders.example/shop/' }, profile });
    expect(settings).to.deep.include({ url: 'https://orders.example/shop', token: 'secret', tokenSource: 'profile' });
  });

  it('sends a token from the environment wherever the URL points', () => {
    const settings = resolveSettings({
      ...NOTHING,
      flags: { url: 'http://127.0.0.1:5000' },
      environment: { url: 'http://127.0.0.1:4000', token: 'mine' },
      dev: { url: 'http://127.0.0.1:5000', token: 'dev' },
    });
    expect(settings).to.deep.include({ url: 'http://127.0.0.1:5000', token: 'mine', tokenSource: 'environment' });
  });
});

describe('isServerNamed', () => {
  const login = { url: 'https://orders.example', token: 'secret', name: 'shop' };
  const dev = { url: 'http://127.0.0.1:5000', token: 'dev' };
  const sources: Readonly<Record<string, readonly [Partial<EndpointSources>, boolean, string]>> = {
    'an option': [{ flags: { url: 'http://a.example' }, dev }, true, '--url'],
    'the environment': [{ environment: { url: 'http://a.example' }, profile: login, dev }, true, 'ORDERS_URL'],
    'a profile that was named': [{ profile: { ...login, isNamed: true }, dev }, true, "profile 'shop'"],
    'the last login': [{ profile: login }, true, "profile 'shop'"],
    'the last login where orders dev runs': [{ profile: login, dev }, false, "profile 'shop'"],
    'the last login to the orders dev that runs': [{ profile: { ...dev, name: 'here' }, dev }, true, "profile 'here'"],
    'orders dev of this folder': [{ dev }, true, 'orders dev of this folder'],
    'nothing but a token': [{ environment: { token: 'secret' } }, false, 'the default'],
  };
  for (const [what, [given, named, words]] of Object.entries(sources)) {
    it(`is ${named} for ${what}`, () => {
      const settings = resolveSettings({ ...NOTHING, ...given });
      expect(isServerNamed(settings)).to.equal(named);
      expect(describeServer(settings)).to.include(words);
    });
  }
});

describe('parseBaseUrl', () => {
  it('removes a trailing slash', () => {
    expect(parseBaseUrl('http://localhost:8002/')).to.equal('http://localhost:8002');
  });

  for (const text of ['', 'localhost', 'localhost:8002', 'ftp://host', 'http://', 'http://user:secret@host']) {
    it(`rejects '${text}', without repeating a password`, () => {
      expect(() => parseBaseUrl(text))
        .to.throw(UsageError)
        .with.property('message')
        .that.does.not.include('secret');
    });
  }
});

describe('readEnvironment', () => {
  it('treats empty variables as absent', () => {
    const environment = readEnvironment({ ORDERS_URL: '', ORDERS_TOKEN: ' ', NO_COLOR: '' });
    expect(environment).to.deep.include({ url: undefined, token: undefined, noColor: false });
  });

  it('stores profiles in the directory of the XDG specification', () => {
    const file = (env: NodeJS.ProcessEnv): string => readEnvironment(env).profilesFile;
    expect(file({ XDG_CONFIG_HOME: '/x', HOME: '/home/u' })).to.equal('/x/orders/config.json');
    expect(file({ XDG_CONFIG_HOME: 'relative', HOME: '/home/u' })).to.equal('/home/u/.config/orders/config.json');
    expect(file({ HOME: '/home/u' })).to.equal('/home/u/.config/orders/config.json');
  });
});

describe('isExposed', () => {
  const verdicts: Readonly<Record<string, boolean>> = {
    'http://localhost:8002': false,
    'http://127.0.0.1:8002': false,
    'http://[::1]:8002': false,
    'https://orders.example': false,
    'http://orders.example': true,
    'http://127.0.0.1.example': true,
    'http://10.0.0.5:8002': true,
  };
  for (const [url, exposed] of Object.entries(verdicts)) {
    it(`reports that a token is ${exposed ? 'exposed' : 'safe'} on the way to ${url}`, () => {
      expect(isExposed(url)).to.equal(exposed);
    });
  }
});
