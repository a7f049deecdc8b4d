import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { authenticate, callerOf, type AuthenticationOptions } from '../../src/http/auth/authenticate.js';
import { DomainError } from '../../src/domain/errors.js';
import { presentProblem } from '../../src/http/problems/problem-document.js';

export interface Reply {
  readonly status: number;
  readonly wwwAuthenticate: string | null;
  /** The caller, or the error. */
  readonly body: { userId?: number; email?: string; operator?: boolean; code?: string; message?: string };
}

export interface SignInServer {
  /** Sends a request with this `Authorization` header, or without one. */
  ask(authorization?: string, headers?: Record<string, string>, path?: string): Promise<Reply>;
  stop(): Promise<void>;
}

/** A server that returns the authenticated caller. */
export async function startSignInServer(options: AuthenticationOptions): Promise<SignInServer> {
  const app = new Koa();
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { status, headers } = presentProblem(error, 'none');
      ctx.status = status;
      ctx.set(headers);
      ctx.body = JSON.stringify({ code: error.code, message: error.message });
    }
  });
  app.use(authenticate(options));
  app.use((ctx) => {
    ctx.body = callerOf(ctx);
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    async ask(authorization, headers = {}, path = '/') {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
      });
      return {
        status: response.status,
        wwwAuthenticate: response.headers.get('www-authenticate'),
        body: (await response.json()) as Reply['body'],
      };
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
