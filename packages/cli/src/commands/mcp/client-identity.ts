import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type ClientCapabilities,
  type Implementation,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';

/** What the client said when it connected. Since revision 2026-07-28 it says so with every request instead. */
interface Greeting {
  getClientCapabilities(): ClientCapabilities | undefined;
  getClientVersion(): Implementation | undefined;
}

export interface ClientIdentity {
  /** How the service records the client, such as `mcp:assistant`. */
  readonly agent: string;
  /** Whether the client can show a form to the person who uses it. */
  readonly canAsk: boolean;
}

/** Who sends this request, in either revision of the protocol. */
export function identifyClient(server: McpServer, context: ServerContext): ClientIdentity {
  const greeting: Greeting = server.server;
  const envelope: Readonly<Record<string, unknown>> = context.mcpReq.envelope ?? {};
  const info = (envelope[CLIENT_INFO_META_KEY] as Implementation | undefined) ?? greeting.getClientVersion();
  const { elicitation } =
    (envelope[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined) ??
    greeting.getClientCapabilities() ??
    {};
  return { agent: agentNamed(info?.name), canAsk: elicitation !== undefined && canShowForms(elicitation) };
}

/** A capability without members is from before there were other forms of elicitation. */
function canShowForms(elicitation: object): boolean {
  return 'form' in elicitation || Object.keys(elicitation).length === 0;
}

const MAX_NAME_LENGTH = 60;

/** `mcp:` and the client's name, in the characters that the contract's `Agent` has. */
export function agentNamed(name = ''): string {
  const word = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9._:/@+-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, MAX_NAME_LENGTH)
    .replace(/-+$/, '');
  return `mcp:${word === '' ? 'unknown' : word}`;
}
