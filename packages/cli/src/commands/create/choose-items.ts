import { fetchCatalogue, searchCatalogue, type Product } from '../../features/catalogue.js';
import { limits } from '@order-service/sdk';
import type { Context } from '../../features/context.js';
import { fromCents, toCents } from '../../features/money.js';
import { InterruptedError } from '../../errors.js';
import { parseProductId, parseQuantity, type ItemRequest } from '../../parse/item.js';
import { describeServer, isServerNamed } from '../../session/settings.js';
import type { Prompter } from '../../terminal/prompter.js';

/** Prompts for the items of an order. Throws InterruptedError when the prompts are cancelled or not confirmed. */
export async function chooseItems(context: Context): Promise<ItemRequest[]> {
  const prompter = await context.prompter();
  const products = await loadCatalogue(context);
  const chosen: { item: ItemRequest; product: Product | undefined }[] = [];
  do {
    const product = products.length > 0 ? await chooseProduct(prompter, products) : undefined;
    const productId = product?.id ?? (await askProductId(prompter));
    chosen.push({ item: { product_id: productId, quantity: await askQuantity(prompter, product) }, product });
  } while (chosen.length < limits.maxLineItems && (await prompter.confirm('Add another product?', false)));
  for (const { item, product } of chosen) context.io.log(`  ${describeLine(item, product)}`);
  const settings = await context.settings();
  const question = `Place this order${total(chosen)} at ${describeServer(settings)}?`;
  if (!(await prompter.confirm(question, isServerNamed(settings)))) {
    throw new InterruptedError('Nothing was ordered.');
  }
  return chosen.map(({ item }) => item);
}

/** Empty if the catalogue cannot be read; the prompts then ask for product ids. */
async function loadCatalogue(context: Context): Promise<Product[]> {
  const { catalogueUrl } = await context.settings();
  if (catalogueUrl === undefined) return [];
  try {
    return await fetchCatalogue(context.fetch, catalogueUrl, context.signal);
  } catch (error) {
    context.debug(`catalogue: ${String(error)}`);
    context.io.log(`The catalogue at ${catalogueUrl} cannot be read now, so please give product ids.`);
    return [];
  }
}

function chooseProduct(prompter: Prompter, products: readonly Product[]): Promise<Product> {
  return prompter.find('Product (type to search)', (term) =>
    searchCatalogue(products, term).map((product) => ({
      value: product,
      name: `${product.name}  ${product.price}`,
      description: `product ${product.id}, ${product.stockQuantity} in stock`,
    })),
  );
}

async function askProductId(prompter: Prompter): Promise<number> {
  return parseProductId(await prompter.text('Product id', accepts(parseProductId)));
}

async function askQuantity(prompter: Prompter, product: Product | undefined): Promise<number> {
  const validate = (text: string): true | string => {
    const verdict = accepts(parseQuantity)(text);
    if (verdict !== true || !product || parseQuantity(text) <= product.stockQuantity) return verdict;
    return `Only ${product.stockQuantity} in stock.`;
  };
  return parseQuantity(await prompter.text('Quantity', validate, '1'));
}

/** A prompt's validator for a parser that throws: returns true, or the message of its error. */
function accepts(parse: (text: string) => unknown): (text: string) => true | string {
  return (text) => {
    try {
      parse(text);
      return true;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}

function describeLine({ product_id: id, quantity }: ItemRequest, product: Product | undefined): string {
  if (!product) return `${quantity} × product ${id}`;
  return `${quantity} × ${product.name} at ${product.price}`;
}

function total(chosen: readonly { item: ItemRequest; product: Product | undefined }[]): string {
  if (!chosen.every(({ product }) => product)) return '';
  const cents = chosen.reduce(
    (sum, { item, product }) => sum + BigInt(item.quantity) * toCents(product?.price ?? '0'),
    0n,
  );
  return ` for ${fromCents(cents)}`;
}
