import { expect } from 'chai';
import type { Order } from '@order-service/sdk';
import { HOSTILE } from '../support/hostile-service.js';
import { runInProcess } from '../support/run-in-process.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser, testService } from '../support/service.js';
import { KEYS, Terminal } from '../support/terminal.js';

describe('orders, on a terminal', () => {
  let sandbox: Sandbox;
  let env: Readonly<Record<string, string>>;

  beforeEach(async () => {
    sandbox = await createSandbox();
    env = (await newUser()).env;
  });

  afterEach(() => sandbox.remove());

  const open = (...args: string[]): Terminal => Terminal.open(sandbox, args, { env });
  const placed = async (): Promise<Order[]> =>
    JSON.parse((await runInProcess(sandbox, ['list', '-o', 'json'], { env })).stdout) as Order[];
  const place = async (): Promise<string> =>
    (await runInProcess(sandbox, ['create', '--item', '1:2', '-o', 'ids'], { env })).stdout.trim();

  describe('create without items', () => {
    beforeEach(async () => {
      env = { ...env, ORDERS_CATALOGUE_URL: (await testService()).catalogue!.url };
    });

    it('searches the catalogue, prompts for the quantity, and prints the order', async () => {
      const terminal = open('create');
      await terminal.sees('Product (type to search)');
      terminal.type('keyb');
      await terminal.sees('❯ Wireless Keyboard  79.99');
      terminal.type(KEYS.enter);
      await terminal.sees('Quantity');
      terminal.type(`3${KEYS.enter}`);
      await terminal.sees('Add another product?');
      terminal.type(`y${KEYS.enter}`);
      await terminal.sees('Product (type to search)');
      terminal.type('pencil');
      await terminal.sees('❯ Mechanical Pencil  4.20');
      terminal.type(KEYS.enter);
      await terminal.sees('Quantity');
      terminal.type(KEYS.enter);
      await terminal.sees('Add another product?');
      terminal.type(KEYS.enter);
      await terminal.sees('3 × Wireless Keyboard at 79.99');
      await terminal.sees(`Place this order for 244.17 at ${env.ORDERS_URL} (ORDERS_URL)?`);
      terminal.type(KEYS.enter);
      await terminal.sees('Next    can become confirmed or cancelled');
      expect(await terminal.ended()).to.equal(0);
      expect((await placed())[0]?.total_amount).to.equal('244.17');
    });

    for (const columns of [40, 80]) {
      it(`shows a hostile name of 255 characters as text, in ${columns} columns, and orders it`, async () => {
        const { products } = (await testService()).catalogue!;
        const [sample] = products.values();
        const name = `Hostile ${HOSTILE}\n👩‍👩‍👧`.padEnd(255, '無線');
        products.set(90_010, { ...sample!, id: 90_010, name });
        try {
          const terminal = Terminal.open(sandbox, ['create'], { columns, env });
          await terminal.sees('Product (type to search)');
          terminal.type('hostile');
          await terminal.sees('❯ Hostile');
          terminal.type(KEYS.enter);
          await terminal.sees('Quantity');
          terminal.type(KEYS.enter);
          await terminal.sees('Add another product?');
          terminal.type(KEYS.enter);
          await terminal.sees('Place this order for');
          terminal.type(KEYS.enter);
          expect(await terminal.ended()).to.equal(0);
          expect(terminal.raw).to.include(String.raw`\u001b[2J`);
          for (const control of ['\u001b[2J', '\u001b]0;', '\u0007', '\u009b', '\u202e', '\u2066'])
            expect(terminal.raw).not.to.include(control);
          expect((await placed())[0]?.items[0]?.product_name).to.equal(name);
        } finally {
          products.delete(90_010);
        }
      });
    }

    it('prompts again after an invalid quantity', async () => {
      const terminal = open('create');
      await terminal.sees('Product (type to search)');
      terminal.type('keyb');
      await terminal.sees('❯ Wireless Keyboard');
      terminal.type(KEYS.enter);
      await terminal.sees('Quantity');
      terminal.type(`0${KEYS.enter}`);
      await terminal.sees('A quantity is a whole number');
      terminal.type(`\u007f9999${KEYS.enter}`);
      await terminal.sees('in stock');
      terminal.type(KEYS.interrupt);
      expect(await terminal.ended()).to.equal(130);
      expect(await placed()).to.be.empty;
    });

    it('prompts for product ids when the catalogue cannot be reached', async () => {
      env = { ...env, ORDERS_CATALOGUE_URL: 'http://127.0.0.1:1' };
      const terminal = open('create');
      await terminal.sees('cannot be read now');
      await terminal.sees('Product id');
      terminal.type(`abc${KEYS.enter}`);
      await terminal.sees('A product id is a whole number');
      terminal.type(`${'\u007f'.repeat(3)}7${KEYS.enter}`);
      await terminal.sees('Quantity');
      terminal.type(`2${KEYS.enter}`);
      await terminal.sees('Add another product?');
      terminal.type(KEYS.enter);
      await terminal.sees('2 × product 7');
      await terminal.sees('Place this order at');
      terminal.type(KEYS.enter);
      expect(await terminal.ended()).to.equal(0);
      expect((await placed())[0]?.items[0]).to.include({ product_id: 7, quantity: 2 });
    });

    it('places nothing when the answer is no', async () => {
      const terminal = open('create', '--catalogue-url', 'http://127.0.0.1:1');
      await terminal.sees('Product id');
      terminal.type(`7${KEYS.enter}`);
      await terminal.sees('Quantity');
      terminal.type(KEYS.enter);
      await terminal.sees('Add another product?');
      terminal.type(KEYS.enter);
      await terminal.sees('Place this order at');
      terminal.type(`n${KEYS.enter}`);
      await terminal.sees('Nothing was ordered.');
      expect(await terminal.ended()).to.equal(130);
      expect(await placed()).to.be.empty;
    });

    for (const prompt of ['Product (type to search)', 'Quantity', 'Add another product?', 'Place this order']) {
      it(`sends nothing after Ctrl-C at '${prompt}'`, async () => {
        const terminal = open('create');
        for (const question of ['Product (type to search)', 'Quantity', 'Add another product?', 'Place this order']) {
          await terminal.sees(question);
          if (question === prompt) break;
          if (question === 'Product (type to search)') await terminal.sees('in stock');
          terminal.type(KEYS.enter);
        }
        terminal.type(KEYS.interrupt);
        expect(await terminal.ended()).to.equal(130);
        expect(await placed()).to.be.empty;
      });
    }

    it('never prompts with --no-input', async () => {
      const terminal = open('create', '--no-input');
      await terminal.sees('Try: orders create --item');
      expect(await terminal.ended()).to.equal(2);
    });
  });

  describe('status without a new status', () => {
    it('offers the possible statuses, and moves the order', async () => {
      const id = await place();
      const terminal = open('status', id);
      await terminal.sees(`Order ${id} is pending. Where should it go?`);
      await terminal.sees('❯ leave it pending');
      terminal.type(`${KEYS.down}${KEYS.enter}`);
      await terminal.sees(`Order ${id} is now confirmed`);
      expect(await terminal.ended()).to.equal(0);
    });

    it('confirms a final status, on the server that it names, before it moves the order there', async () => {
      const id = await place();
      for (const [answer, status] of [
        ['', 'pending'],
        ['y', 'cancelled'],
      ] as const) {
        const terminal = open('status', id);
        await terminal.sees('❯ leave it pending');
        terminal.type(`${KEYS.down}${KEYS.down}${KEYS.enter}`);
        await terminal.sees(`Move order ${id} to cancelled, which is final, at ${env.ORDERS_URL}`);
        terminal.type(`${answer}${KEYS.enter}`);
        expect(await terminal.ended()).to.equal(answer === '' ? 130 : 0);
        expect((await placed())[0]?.status).to.equal(status);
      }
    });

    it('ignores what was typed before the question was shown', async () => {
      const id = await place();
      const terminal = open('status', id);
      terminal.type(`${KEYS.down}${KEYS.enter}y${KEYS.enter}`);
      await terminal.sees('❯ leave it pending');
      await terminal.sees('navigate');
      terminal.type(KEYS.enter);
      expect(await terminal.ended()).to.equal(0);
      expect((await placed())[0]?.version).to.equal(1);
    });

    it('does not move the order when the preselected answer is taken', async () => {
      const id = await place();
      const terminal = open('status', id);
      await terminal.sees('leave it pending');
      terminal.type(KEYS.enter);
      expect(await terminal.ended()).to.equal(0);
      expect((await placed())[0]?.version).to.equal(1);
    });

    it('does not move an order that has changed since it was shown', async () => {
      const id = await place();
      const terminal = open('status', id);
      await terminal.sees('leave it pending');
      await runInProcess(sandbox, ['status', id, 'confirmed'], { env });
      terminal.type(`${KEYS.down}${KEYS.enter}`);
      await terminal.sees(`Try: orders status ${id} shipped`);
      expect(await terminal.ended()).to.equal(5);
      expect((await placed())[0]?.status).to.equal('confirmed');
    });

    it('does nothing after Ctrl-C', async () => {
      const id = await place();
      const terminal = open('status', id);
      await terminal.sees('leave it pending');
      terminal.type(KEYS.interrupt);
      expect(await terminal.ended()).to.equal(130);
      expect((await placed())[0]?.version).to.equal(1);
    });

    it('does not prompt for a final status, or in another format', async () => {
      const id = await place();
      const asIds = open('status', id, '-o', 'ids');
      expect(await asIds.ended()).to.equal(0);
      expect(asIds.text).to.equal(`${id}\n`);
      await runInProcess(sandbox, ['status', id, 'cancelled'], { env });
      const final = open('status', id);
      expect(await final.ended()).to.equal(0);
      expect(final.text).to.equal(`Order ${id} is cancelled (nothing: this is final).\n`);
    });
  });

  it('confirms a final status that was named, unless --yes is given', async () => {
    const id = await place();
    const asked = open('status', id, 'cancelled');
    await asked.sees(`Move order ${id} to cancelled, which is final`);
    asked.type(KEYS.enter);
    expect(await asked.ended()).to.equal(130);
    expect((await placed())[0]?.status).to.equal('pending');
    const unasked = open('status', id, 'cancelled', '--yes');
    expect(await unasked.ended()).to.equal(0);
    expect((await placed())[0]?.status).to.equal('cancelled');
  });

  it('colours a table, unless NO_COLOR or --no-color asks for none', async () => {
    await place();
    const coloured = open('list');
    await coloured.ended();
    expect(coloured.raw).to.include('\u001b[33mpending');
    const plain = [open('list', '--no-color'), Terminal.open(sandbox, ['list'], { env: { ...env, NO_COLOR: '1' } })];
    for (const terminal of plain) {
      await terminal.ended();
      expect(terminal.raw).not.to.include('\u001b[');
    }
  });

  it('says that --sort with --limit sorts the newest, and where an operator finds the orders of others', async () => {
    await place();
    await place();
    const sorted = open('list', '--limit', '1', '--sort', 'status');
    await sorted.sees('note: only the newest 1 order sorted; --all sorts every one.');
    expect(await sorted.ended()).to.equal(0);
    const { env: operator } = await newUser({ role: 'operator' });
    const empty = Terminal.open(sandbox, ['list'], { env: operator });
    await empty.sees('--everyone takes those of all users');
    expect(await empty.ended()).to.equal(0);
  });

  it('reports that there are more orders than it prints', async () => {
    await place();
    await place();
    const terminal = open('list', '--limit', '1');
    await terminal.sees('The newest 1 order; there are more: --limit <n> or --all');
    expect(await terminal.ended()).to.equal(0);
  });
});
