import { expect } from 'chai';
import { sampleProducts, startSampleCatalogue, type SampleCatalogue } from '../../src/embedded/sample-catalogue.js';

describe('sample catalogue', () => {
  let catalogue: SampleCatalogue;

  beforeEach(async () => {
    catalogue = await startSampleCatalogue();
  });

  afterEach(() => catalogue.stop());

  async function get(path: string, init?: RequestInit): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${catalogue.url}${path}`, init);
    return { status: response.status, body: await response.json() };
  }

  it('returns a product in the format of the product service', async () => {
    const { status, body } = await get('/api/v1/products/1');

    expect(status).to.equal(200);
    expect(body).to.deep.equal({
      id: 1,
      name: 'Wireless Bluetooth Headphones',
      description: null,
      price: '29.99',
      stock_quantity: 100,
      sku: 'WBH-001',
      category: 'Audio',
      is_active: true,
      created_at: '2024-01-01T00:00:00',
      updated_at: '2024-01-01T00:00:00',
    });
  });

  for (const [path, status, detail] of [
    ['/api/v1/products/4711', 404, 'Product not found'],
    ['/api/v1/products/-1', 404, 'Product not found'],
    ['/api/v1/orders', 404, 'Not Found'],
  ] as const) {
    it(`answers ${path} with ${status} and "${detail}"`, async () => {
      expect(await get(path)).to.deep.equal({ status, body: { detail } });
    });
  }

  for (const path of ['products/one', 'products/1.5', 'products?limit=0', 'products?limit=101', 'products?offset=-1']) {
    it(`rejects ${path} with 422`, async () => {
      expect((await get(`/api/v1/${path}`)).status).to.equal(422);
    });
  }

  it('rejects changes over HTTP', async () => {
    expect((await get('/api/v1/products/1', { method: 'DELETE' })).status).to.equal(405);
  });

  it('returns a product that is no longer sold as inactive', async () => {
    const { status, body } = await get('/api/v1/products/12');

    expect(status).to.equal(200);
    expect(body).to.include({ is_active: false });
  });

  it('lists in pages', async () => {
    const { body } = await get('/api/v1/products?limit=2&offset=3');

    const page = body as { items: { id: number }[] };
    expect(page).to.include({ total: 12, limit: 2, offset: 3 });
    expect(page.items.map(({ id }) => id)).to.deep.equal([4, 5]);
  });

  it('lists only active products on request', async () => {
    const { body } = await get('/api/v1/products?is_active=true');

    expect(body).to.include({ total: 11, limit: 20, offset: 0 });
  });

  it('shows a change of the products at once', async () => {
    catalogue.products.get(1)!.stock_quantity = 0;
    catalogue.products.delete(2);

    expect((await get('/api/v1/products/1')).body).to.include({ stock_quantity: 0 });
    expect((await get('/api/v1/products/2')).status).to.equal(404);
    expect(sampleProducts()[0]).to.include({ stock_quantity: 100 });
  });

  it('serves the given products', async () => {
    const [first] = sampleProducts();
    const own = await startSampleCatalogue({ products: [{ ...first!, id: 900, name: 'Only this' }] });
    try {
      const response = await fetch(`${own.url}/api/v1/products`);
      expect(await response.json()).to.have.property('total', 1);
    } finally {
      await own.stop();
    }
  });

  it('rejects a port that is taken', async () => {
    const port = Number(new URL(catalogue.url).port);
    const failure = await startSampleCatalogue({ port }).then(
      () => undefined,
      (error: unknown) => error as NodeJS.ErrnoException,
    );

    expect(failure?.code).to.equal('EADDRINUSE');
  });

  it('can be stopped twice, with an open connection', async () => {
    await get('/api/v1/products/1');

    await catalogue.stop();
    await catalogue.stop();

    const failure = await get('/api/v1/products/1').catch((error: unknown) => error);
    expect(failure).to.be.an('error');
  });
});
