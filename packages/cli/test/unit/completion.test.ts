import { expect } from 'chai';
import { Command } from 'commander';
import { continueList } from '../../src/features/completion/candidates.js';
import { locate } from '../../src/features/completion/position.js';

describe('locate', () => {
  const program = new Command('orders').option('-o, --output <format>').option('--debug');
  program.command('list').option('--status <status>').option('--all');
  program.command('status').argument('[id]').option('--reason <text>');

  const at = (...words: string[]): unknown => {
    const { command, positionals, pendingOption, word } = locate(program, words);
    return [command?.name(), positionals, pendingOption?.long, word];
  };

  it('finds the word at the cursor', () => {
    expect(at('')).to.deep.equal([undefined, [], undefined, '']);
    expect(at('li')).to.deep.equal([undefined, [], undefined, 'li']);
    expect(at('list', '--st')).to.deep.equal(['list', [], undefined, '--st']);
    expect(at('status', '42', '')).to.deep.equal(['status', ['42'], undefined, '']);
  });

  it('finds the option whose value is typed, before and after the command', () => {
    expect(at('list', '--status', 'p')).to.deep.equal(['list', [], '--status', 'p']);
    expect(at('-o', '')).to.deep.equal([undefined, [], '--output', '']);
    expect(at('list', '-o', '')).to.deep.equal(['list', [], '--output', '']);
  });

  it('does not take the value of an option for a command or an id', () => {
    expect(at('-o', 'json', 'status', '--reason', 'late', '--debug', '')).to.deep.equal(['status', [], undefined, '']);
    expect(at('list', '--all', '')).to.deep.equal(['list', [], undefined, '']);
  });

  it('finds nothing after an unknown command', () => {
    expect(at('frobnicate', 'x', '')).to.deep.equal([undefined, [], undefined, '']);
  });
});

describe('continueList', () => {
  const candidates = ['pending', 'shipped'].map((word) => ({ word, meaning: '' }));
  const words = (typed: string): string[] => continueList(typed, candidates).map(({ word }) => word);

  it('completes the last value, and does not offer those before it again', () => {
    expect(words('pen')).to.deep.equal(['pending', 'shipped']);
    expect(words('pending,')).to.deep.equal(['pending,shipped']);
    expect(words('delivered,sh')).to.deep.equal(['delivered,pending', 'delivered,shipped']);
  });
});
