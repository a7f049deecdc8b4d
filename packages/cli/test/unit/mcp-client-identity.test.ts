import { expect } from 'chai';
import { agentNamed } from '../../src/commands/mcp/client-identity.js';
import { parseChanges } from '../../src/commands/mcp/index.js';
import { operations } from '../../src/generated/mcp-operations.js';
import { targetOf } from '../../src/commands/mcp/read-operation.js';
import { UsageError } from '../../src/errors.js';

describe('orders mcp', () => {
  it('names a client in the characters that the service records', () => {
    expect(agentNamed('Claude Code')).to.equal('mcp:claude-code');
    expect(agentNamed('@acme/agent_1.2')).to.equal('mcp:@acme/agent_1.2');
    expect(agentNamed('x via user:1\r\n')).to.equal('mcp:x-via-user:1');
    expect(agentNamed('日本')).to.equal('mcp:unknown');
    expect(agentNamed(undefined)).to.equal('mcp:unknown');
    expect(agentNamed('a'.repeat(500))).to.have.length(64);
  });

  it('reads --allow as words with commas between', () => {
    expect(parseChanges('create, status')).to.deep.equal(['create', 'status']);
    expect(parseChanges('status', ['create'])).to.deep.equal(['create', 'status']);
    expect(() => parseChanges('erase')).to.throw(UsageError, "--allow takes create and status; not 'erase'.");
  });

  it('sends arguments where the contract has them', () => {
    const named = (tool: string) => operations.find((operation) => operation.tool === tool)!;
    expect(targetOf(named('get_order'), { order_id: 7 })).to.equal('/api/v1/orders/7');
    expect(targetOf(named('list_orders'), { id: [1, 2], metadata: { 'a&b': 'c d' }, limit: 5 })).to.equal(
      '/api/v1/orders?limit=5&id=1&id=2&metadata%5Ba%26b%5D=c+d',
    );
    expect(targetOf(named('list_orders'), {})).to.equal('/api/v1/orders?limit=20');
  });
});
