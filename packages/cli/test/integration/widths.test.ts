import { expect } from 'chai';
import { widthOf } from '../../src/render/text.js';
import { printOnTerminal, runInProcess } from '../support/run-in-process.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser, testService } from '../support/service.js';
import { Terminal } from '../support/terminal.js';

const NAMES: Readonly<Record<number, string>> = {
  90001: 'Wireless Bluetooth Headphones with active noise cancelling and a very long name indeed',
  90002: '無線キーボード日本語配列テンキー付き静音メンブレン防水仕様',
  90003: 'لوحة مفاتيح لاسلكية مضيئة باللغة العربية للألعاب والمكتب',
  90004: 'Family 👩‍👩‍👧 pack 🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧',
  90005: '\u001b[31mRed\u001b]0;title\u0007 alert',
};

describe('orders, at every width of a terminal', () => {
  let sandbox: Sandbox;
  let env: Readonly<Record<string, string>>;
  let orderId: string;

  before(async () => {
    sandbox = await createSandbox();
    env = (await newUser({ role: 'operator' })).env;
    const { products } = (await testService()).catalogue!;
    const [sample] = products.values();
    for (const [id, name] of Object.entries(NAMES)) products.set(Number(id), { ...sample!, id: Number(id), name });
    const items = Object.keys(NAMES).flatMap((id) => ['--item', `${id}:2`]);
    orderId = (await runInProcess(sandbox, ['create', ...items, '-o', 'ids'], { env })).stdout.trim();
    for (const id of Object.keys(NAMES)) await runInProcess(sandbox, ['create', '--item', id], { env });
  });

  after(async () => {
    const { products } = (await testService()).catalogue!;
    for (const id of Object.keys(NAMES)) products.delete(Number(id));
    await sandbox.remove();
  });

  for (const columns of [40, 80, 200]) {
    for (const command of [
      ['list'],
      ['list', '--everyone'],
      ['get'],
      ['history'],
      ['explain'],
      ['status', '-o', 'table'],
      ['health'],
      ['whoami'],
      ['list', '--limit', '1'],
    ]) {
      it(`keeps 'orders ${command.join(' ')}' within ${columns} columns`, async () => {
        const takesId = ['get', 'history', 'explain', 'status'].includes(command[0]!);
        const args = [command[0]!, ...(takesId ? [orderId] : []), ...command.slice(1), '--no-input'];
        const { text, exitCode } = await printOnTerminal(sandbox, args, { columns, env });
        expect(exitCode).to.equal(0);
        expect(text).not.to.equal('');
        for (const line of text.split('\n')) expect(widthOf(line), line).to.be.at.most(columns);
      });
    }
  }

  it('escapes control characters in names', async () => {
    const terminal = Terminal.open(sandbox, ['get', orderId], { columns: 200, env });
    await terminal.ended();
    expect(terminal.text).to.include(String.raw`\u001b[31mRed\u001b]0;title\u0007 alert`);
    expect(terminal.raw).not.to.include('\u001b]0;');
  });
});
