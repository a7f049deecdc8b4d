import type { Cents } from './money.js';

/** In UTF-16 code units. */
export const MAX_PRODUCT_NAME_LENGTH = 500;

/** A product as the product service described it at one moment. */
export interface Product {
  readonly id: number;
  readonly name: string;
  readonly price: Cents;
  readonly stockQuantity: number;
  readonly isActive: boolean;
}
