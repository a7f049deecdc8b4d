import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../../test/services/eventually.js';
import { freePorts } from '../../../../test/services/free-port.js';

export interface Nginx {
  readonly url: string;
  stop(): Promise<void>;
}

/** The defaults of nginx, which buffer, with compression of event streams and of JSON. */
const configuration = (folder: string, port: number, upstream: string) => `
daemon off;
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  gzip on;
  gzip_min_length 1;
  gzip_types text/event-stream application/json;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass ${upstream}; }
  }
}
`;

/** Starts a private nginx in front of `upstream`. `NGINX_PATH` names the program; Debian's is in /usr/sbin. */
export async function startNginx(upstream: string): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'orders-nginx-'));
  const [port] = await freePorts(1);
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configuration(folder, port!, upstream));
  const path = [process.env.PATH, '/usr/sbin'].join(':');
  const nginx = spawn(process.env.NGINX_PATH ?? 'nginx', ['-p', folder, '-e', 'stderr', '-c', file], {
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  nginx.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  nginx.once('error', (error) => (said += error.message));
  const ended = once(nginx, 'close').catch(() => undefined);

  async function stop(): Promise<void> {
    nginx.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true });
  }

  try {
    await eventually('nginx listens', async () => {
      if (nginx.exitCode !== null || nginx.pid === undefined) throw new Error(`nginx does not start: ${said}`);
      return await accepts(port!);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, stop };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
