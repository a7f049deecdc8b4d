import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { createClient, type OrderServiceClient } from '@order-service/sdk';
import { createSandbox, LAUNCHER, type Sandbox } from '../support/sandbox.js';
import { newUser } from '../support/service.js';

type Message = Readonly<Record<string, unknown>> & {
  readonly id?: number;
  readonly method?: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string };
  readonly params?: Readonly<Record<string, unknown>>;
};

/** A client that knows nothing but JSON-RPC 2.0, a message a line, as the protocol's text describes it. */
interface HandWrittenClient {
  /** Sends a line as it is. */
  line(text: string): void;
  send(message: object): void;
  /** The next message of the server. */
  next(): Promise<Message>;
  /** Closes stdin. Returns the exit code. */
  close(): Promise<number | null>;
}

function startByHand(sandbox: Sandbox, env: Readonly<Record<string, string>>): HandWrittenClient {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [LAUNCHER, 'mcp', '--allow', 'create,status'], {
    env: sandbox.environment(env),
    cwd: sandbox.folder,
  });
  child.stderr.resume();
  const closed = once(child, 'close') as Promise<[number | null]>;
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = (text: string): void => void child.stdin.write(`${text}\n`);
  return {
    line,
    send: (message) => line(JSON.stringify({ jsonrpc: '2.0', ...message })),
    next: async () => {
      const line = await lines.next();
      if (line.done === true) throw new Error('The server has closed its output.');
      return JSON.parse(line.value) as Message;
    },
    close: async () => {
      child.stdin.end();
      return (await closed)[0];
    },
  };
}

describe('orders mcp, by JSON-RPC written by hand', () => {
  let sandbox: Sandbox;
  let env: Readonly<Record<string, string>>;
  let orders: OrderServiceClient['orders'];
  let client: HandWrittenClient;

  before(async () => {
    sandbox = await createSandbox();
    const user = await newUser();
    env = user.env;
    ({ orders } = createClient({ baseUrl: env.ORDERS_URL!, token: user.token }));
  });

  beforeEach(() => {
    client = startByHand(sandbox, env);
  });

  afterEach(async () => {
    expect(await client.close()).to.equal(0);
  });

  after(() => sandbox.remove());

  const place = async (): Promise<number> => (await orders.create({ items: [{ product_id: 7, quantity: 1 }] })).id;
  const statusOf = async (id: number): Promise<string> => (await orders.get(id)).status;

  it('asks in revision 2025-11-25 by a request of its own, and takes the answer', async () => {
    const [id, declined] = [await place(), await place()];
    const clientInfo = { name: 'By Hand', version: '0' };
    client.send({
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: { elicitation: {} }, clientInfo },
    });
    const greeting = await client.next();
    expect(greeting.result).to.include({ protocolVersion: '2025-11-25' });
    client.send({ method: 'notifications/initialized' });

    client.line('{"this is no message');
    client.send({ id: 2, method: 'tools/list' });
    const listed = await untilAnswer(client, 2);
    const names = (listed.result!.tools as { name: string }[]).map(({ name }) => name);
    expect(names).to.include.members(['get_order', 'create_order', 'update_order_status']);

    for (const [orderId, action] of [
      [declined, 'decline'],
      [id, 'accept'],
    ] as const) {
      const params = { name: 'update_order_status', arguments: { order_id: orderId, status: 'confirmed' } };
      client.send({ id: orderId, method: 'tools/call', params });
      const question = await client.next();
      expect(question.method).to.equal('elicitation/create');
      expect(question.params!.message).to.match(new RegExp(`^Move order ${orderId} from pending to confirmed`));
      expect(await statusOf(orderId)).to.equal('pending');
      client.send({ id: question.id, result: action === 'accept' ? { action, content: {} } : { action } });
      expect((await untilAnswer(client, orderId)).result).to.have.property('content');
    }
    expect(await statusOf(declined)).to.equal('pending');
    expect(await statusOf(id)).to.equal('confirmed');
    const history = await orders.history(id);
    expect(history.at(-1)!.actor).to.match(/^user:\d+ via mcp:by-hand$/);
  });

  it('asks in revision 2026-07-28 by its answer, and takes no answer to another question', async () => {
    const id = await place();
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'By Hand', version: '0' },
      'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
    };
    const accepted = { inputResponses: { question: { action: 'accept', content: {} } } };
    let lastId = 0;
    const call = (given: object, more: object = {}): Promise<Message> => {
      lastId += 1;
      const params = { name: 'update_order_status', arguments: given, ...more, _meta };
      client.send({ id: lastId, method: 'tools/call', params });
      return untilAnswer(client, lastId);
    };
    client.send({ id: lastId, method: 'server/discover', params: { _meta } });
    expect((await untilAnswer(client, lastId)).result!.supportedVersions).to.include('2026-07-28');

    const given = { order_id: id, status: 'confirmed' };
    const asked = await call(given);
    expect(asked.result).to.include({ resultType: 'input_required' });
    const { requestState, inputRequests } = asked.result as {
      requestState: string;
      inputRequests: { question: { method: string; params: { message: string } } };
    };
    expect(inputRequests.question).to.include({ method: 'elicitation/create' });
    expect(inputRequests.question.params.message).to.match(new RegExp(`^Move order ${id} from pending to confirmed`));

    expect((await call(given, accepted)).result).to.include({ resultType: 'input_required' }); // nobody was asked
    const [body, seal] = [requestState.slice(0, -1), requestState.endsWith('A') ? 'B' : 'A'];
    expect(await call(given, { ...accepted, requestState: `${body.slice(0, -1)}${seal}${seal}` })).to.have.property(
      'error',
    );
    const other = await call({ ...given, status: 'cancelled' }, { ...accepted, requestState });
    expect(JSON.stringify(other.result)).to.contain('confirmation_of_another_change');
    expect(await statusOf(id)).to.equal('pending');

    const done = await call(given, { ...accepted, requestState });
    expect(done.result).to.have.nested.property('structuredContent.data.status', 'confirmed');
    const again = await call(given, { ...accepted, requestState });
    expect(again.result).to.include({ isError: true });
    expect((await orders.get(id)).version).to.equal(2);
  });
});

/** The answer to a request; notifications of the server are passed over. */
async function untilAnswer(client: HandWrittenClient, id: number): Promise<Message> {
  for (;;) {
    const message = await client.next();
    if (message.id === id && message.method === undefined) return message;
    expect(message, JSON.stringify(message)).not.to.have.property('error');
  }
}
