import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { COMMANDS } from '../../src/command-list.js';

/** `npm run check:drift` compares the page with the commands. */
describe('orders(1), the manual page', () => {
  const page = readFileSync(new URL('../../man/orders.1', import.meta.url), 'utf8');
  const lines = page.trimEnd().split('\n').slice(1); // the first is a comment
  const macros = lines.filter((line) => /^[.']/.test(line));

  it('has a section for every command', () => {
    for (const { name } of COMMANDS) expect(page).to.match(new RegExp(`^\\.SS orders ${name}( |$)`, 'm'));
  });

  it('has only macros of man(7), each example closed', () => {
    const names = macros.map((line) => line.split(' ')[0]);
    expect([...new Set(names)]).to.have.members(['.TH', '.SH', '.SS', '.PP', '.TP', '.EX', '.EE', '.B', '.I', '.RI']);
    const examples = names.filter((name) => name === '.EX' || name === '.EE');
    expect(examples).to.deep.equal(examples.map((_, index) => (index % 2 === 0 ? '.EX' : '.EE')));
  });

  it('escapes what is not a macro', () => {
    for (const line of lines.filter((each) => !macros.includes(each))) {
      expect(line.replaceAll(/\\(f[BIR]|-|e|&)/g, ''), line)
        .not.to.match(/\\|-/)
        .and.not.equal('');
    }
  });
});
