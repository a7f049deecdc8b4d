/**
 * Stands in for the keyring of an operating system, which a test machine need not have: NODE_OPTIONS loads it into the
 * command line in place of @napi-rs/keyring. It has the library's methods, and keeps the passwords in $HOME/keyring.json.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';

const hooks = `export function resolve(name, context, next) {
  return name === '@napi-rs/keyring' ? { url: ${JSON.stringify(import.meta.url)}, shortCircuit: true } : next(name, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

const path = `${process.env.HOME}/keyring.json`;

function read() {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}

export class AsyncEntry {
  #name;

  constructor(service, username) {
    this.#name = `${service}/${username}`;
  }

  async setPassword(password) {
    writeFileSync(path, JSON.stringify({ ...read(), [this.#name]: password }));
  }

  async getPassword() {
    return read()[this.#name] ?? null;
  }

  async deletePassword() {
    const { [this.#name]: password, ...others } = read();
    writeFileSync(path, JSON.stringify(others));
    return password !== undefined;
  }
}
