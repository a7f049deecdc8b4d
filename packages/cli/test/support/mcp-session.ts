import { Client, InMemoryTransport, type CallToolResult } from '@modelcontextprotocol/client';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { CHANGES, type Change } from '../../src/features/assistant/contract-operation.js';
import { createOrdersServer } from '../../src/commands/mcp/orders-server.js';
import { connectService } from '../../src/commands/mcp/service.js';
import { resolveSettings } from '../../src/session/settings.js';

/** The current revision of the protocol, and the one before it. */
export const REVISIONS = ['2026-07-28', '2025-11-25'] as const;

export type Revision = (typeof REVISIONS)[number];

/** What a person does with a question. */
export type Decision = 'accept' | 'decline' | 'cancel';

export interface McpSession {
  readonly client: Client;
  /** The questions that the person was asked. */
  readonly questions: string[];
  /** What the person does next; they accept if nothing else is set. It may take time, in which the world changes. */
  decide: (question: string) => Decision | Promise<Decision>;
  call(tool: string, given?: Record<string, unknown>): Promise<CallToolAnswer>;
  close(): Promise<void>;
}

export interface CallToolAnswer {
  readonly isError: boolean;
  /** The JSON that stands in the text of the answer. */
  readonly told: Record<string, unknown>;
  readonly structured: Record<string, unknown> | undefined;
}

export interface SessionOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly revision?: Revision;
  readonly allow?: readonly Change[];
  /** Whether the client can ask a person. */
  readonly canAsk?: boolean;
  readonly clientName?: string;
}

/** The official client, connected to `orders mcp` in this process. */
export async function startMcpSession(options: SessionOptions): Promise<McpSession> {
  const { env, revision = REVISIONS[0], allow = CHANGES } = options;
  const service = await connectService(contextOf(env));
  const [near, far] = InMemoryTransport.createLinkedPair();
  const deps = { service, allowed: new Set(allow), version: '0.0.0' };
  const handle = serveStdio(() => createOrdersServer(deps), { transport: far });
  const session = createSession(options, revision, () => handle.close());
  await session.client.connect(near);
  return session;
}

/** A session over a client that is not connected yet. */
export function createSession(
  { canAsk = true, clientName = 'Test Assistant' }: Omit<SessionOptions, 'env'>,
  revision: Revision,
  end: () => Promise<void> = () => Promise.resolve(),
): McpSession {
  const client = new Client(
    { name: clientName, version: '1.0.0' },
    {
      capabilities: canAsk ? { elicitation: {} } : {},
      versionNegotiation: { mode: revision === '2025-11-25' ? 'legacy' : { pin: revision } },
    },
  );
  const session: McpSession = {
    client,
    questions: [],
    decide: () => 'accept',
    call: async (name, given = {}) => readAnswer(await client.callTool({ name, arguments: given })),
    close: async () => {
      await client.close();
      await end();
    },
  };
  if (canAsk) {
    client.setRequestHandler('elicitation/create', async ({ params: { message } }) => {
      session.questions.push(message);
      const action = await session.decide(message);
      return action === 'accept' ? { action, content: {} } : { action };
    });
  }
  return session;
}

function readAnswer({ isError = false, content, structuredContent }: CallToolResult): CallToolAnswer {
  const [block] = content;
  const text = block?.type === 'text' ? block.text : '{}';
  return {
    isError,
    told: JSON.parse(text) as Record<string, unknown>,
    structured: structuredContent as Record<string, unknown> | undefined,
  };
}

/** What the command is given, without the streams of a process. */
function contextOf({ ORDERS_URL: url = '', ORDERS_TOKEN: token }: Readonly<Record<string, string>>) {
  const settings = resolveSettings({ flags: {}, environment: { url, token }, profile: {}, dev: {} });
  const deps = { warn: () => undefined, fetch, timeoutMs: undefined };
  return {
    settings: () => Promise.resolve(settings),
    // Loaded as the command line loads it, so that both have one instance of the SDK and know its errors.
    client: async () => (await import('../../src/session/client.js')).connect(settings, deps),
    fetch,
    options: { color: false, input: false },
  };
}
