import type { Cents } from './money.js';

/** What the product service says of a product at one moment. */
export interface Product {
  readonly id: number;
  readonly name: string;
  readonly price: Cents;
  readonly stockQuantity: number;
  readonly isActive: boolean;
}
