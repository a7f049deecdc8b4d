import type { Cents } from './money.js';

/** A product as the product service described it at one moment. */
export interface Product {
  readonly id: number;
  readonly name: string;
  readonly price: Cents;
  readonly stockQuantity: number;
  readonly isActive: boolean;
}
