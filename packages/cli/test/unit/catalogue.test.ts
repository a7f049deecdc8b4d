import { expect } from 'chai';
import nock from 'nock';
import { interceptHttp } from '../../../../test/services/intercepted-http.js';
import { fetchCatalogue, searchCatalogue } from '../../src/features/catalogue.js';

const URL = 'http://catalogue.test';
const NEVER = new AbortController().signal;

function product(id: number, name: string): object {
  return { id, name, price: '29.99', stock_quantity: 5, sku: `SKU-${id}`, is_active: true };
}

describe('fetchCatalogue', () => {
  interceptHttp();

  const answerWith = (offset: number, status: number, body: nock.Body): void => {
    nock(URL).get('/api/v1/products').query({ limit: 100, offset, is_active: 'true' }).reply(status, body);
  };

  it('reads page after page', async () => {
    answerWith(0, 200, { items: Array.from({ length: 100 }, (_, index) => product(index + 1, 'Cable')) });
    answerWith(100, 200, { items: [product(101, 'Lamp')] });
    expect((await fetchCatalogue(fetch, URL, NEVER)).at(-1)).to.deep.equal({
      id: 101,
      name: 'Lamp',
      price: '29.99',
      stockQuantity: 5,
      sku: 'SKU-101',
    });
  });

  it('leaves out entries that are no products', async () => {
    answerWith(0, 200, { items: [null, 7, { id: 'x', name: 'y' }, { ...product(2, 'Lamp'), price: 5 }] });
    expect((await fetchCatalogue(fetch, URL, NEVER)).map(({ price }) => price)).to.deep.equal(['5.00']);
  });

  for (const [what, status, body] of [
    ['an error', 500, {}],
    ['something else', 200, { hello: 'world' }],
  ] as const) {
    it(`rejects when the catalogue answers with ${what}`, async () => {
      answerWith(0, status, body);
      const error: unknown = await fetchCatalogue(fetch, URL, NEVER).catch((thrown: unknown) => thrown);
      expect(error).to.be.an.instanceOf(Error);
    });
  }
});

describe('searchCatalogue', () => {
  const products = [
    { id: 1, name: 'Wireless Headphones', price: '29.99', stockQuantity: 5, sku: 'WBH-001' },
    { id: 7, name: 'USB Cable', price: '9.99', stockQuantity: 5, sku: 'USB-007' },
  ];
  const found = (term: string): number[] => searchCatalogue(products, term).map(({ id }) => id);

  it('finds by words of the name, by article number and by id', () => {
    expect(found('phones wire')).to.deep.equal([1]);
    expect(found('usb-0')).to.deep.equal([7]);
    expect(found('')).to.deep.equal([1, 7]);
    expect(found('lamp')).to.be.empty;
  });
});
