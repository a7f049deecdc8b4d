import { expect } from 'chai';
import { COMMANDS } from '../../src/command-list.js';
import type { CommandDescription, CommandLineDescription } from '../../src/features/command-description.js';
import { EXIT_CODE_MEANINGS } from '../../src/exit-codes.js';
import { GLOBAL_OPTION_HELP } from '../../src/root-help.js';
import { runInProcess } from '../support/run-in-process.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';

describe('orders commands', () => {
  let sandbox: Sandbox;
  let described: CommandLineDescription;
  let all: CommandDescription[];

  before(async () => {
    sandbox = await createSandbox();
    described = JSON.parse((await run('commands', '-o', 'json')).stdout) as CommandLineDescription;
    const withSubcommands = (command: CommandDescription): CommandDescription[] => [
      command,
      ...command.commands.flatMap(withSubcommands),
    ];
    all = described.commands.flatMap(withSubcommands);
  });

  after(() => sandbox.remove());

  const run = (...args: string[]) => runInProcess(sandbox, args);
  const find = (name: string): CommandDescription => all.find((command) => command.name === name)!;

  it('describes every command, global option and exit code', () => {
    expect(described.commands.map(({ name }) => name)).to.deep.equal(COMMANDS.map(({ name }) => name));
    expect(described.options.map(({ description }) => description)).to.deep.equal(
      Object.values(GLOBAL_OPTION_HELP).map(([, description]) => description),
    );
    expect(described.exit_codes.map(({ code }) => code)).to.deep.equal(EXIT_CODE_MEANINGS.map(([code]) => code));
  });

  it('describes what the help of each command has', async () => {
    for (const { name, summary, usage, arguments: args, options, notes } of all) {
      const { stdout: help } = await run(...name.split(' '), '--help');
      const words = help.replaceAll(/\s+/g, ' ');
      const texts = [usage, summary, notes, ...[...args, ...options].map(({ description }) => description)];
      for (const text of texts) expect(words, name).to.include(text.replaceAll(/\s+/g, ' '));
      const flags = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag);
      expect([...options.map(({ name: flag }) => flag), '--help'], name).to.have.members(flags);
    }
  });

  it('describes what completion offers', async () => {
    for (const { name, options } of all) {
      const { stdout } = await run('__complete', ...name.split(' '), '--');
      const offered = stdout.split('\n').map((line) => line.split('\t')[0]);
      expect(offered, name).to.include.members(options.map((option) => option.name));
      for (const { name: option, value } of options) {
        if (!value || value.choices.length === 0) continue;
        const { stdout: values } = await run('__complete', ...name.split(' '), option, '');
        const words = values
          .split('\n')
          .map((line) => line.split('\t')[0]!)
          .filter(Boolean);
        expect(words, `${name} ${option}`).to.deep.equal(value.choices);
      }
    }
  });

  it('gives the types of values', () => {
    const [limit] = find('list').options.filter(({ name }) => name === '--limit');
    expect(limit).to.deep.include({ short: null, required: false, value: { name: 'n', type: 'integer', choices: [] } });
    const [everyone] = find('list').options.filter(({ name }) => name === '--everyone');
    expect(everyone).to.deep.include({ value: null });
    expect(find('outbox retry').arguments).to.deep.equal([
      { name: 'event-id', type: 'uuid', choices: [], description: 'which ones', required: true, variadic: true },
    ]);
  });

  it('says what each command may change, and asks before most changes of the service', () => {
    for (const { name, changes, commands } of all) {
      expect(changes !== null, name).to.equal(commands.length === 0);
    }
    const asking = all.filter(({ options }) => options.some(({ name }) => name === '--yes' || name === '--dry-run'));
    for (const { name, changes } of asking) expect(changes, name).to.equal('service');
  });

  it('lists them for people', async () => {
    const { stdout } = await run('commands', '-o', 'tsv');
    expect(stdout).to.include('outbox retry\tservice\tpublish events now');
    expect((await run('commands', '-o', 'ids')).stdout.split('\n')).to.include('profile use');
  });
});
