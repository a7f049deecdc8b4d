/** A product in the form of the product service, `GET /api/v1/products/{id}`. */
export interface SampleProduct {
  id: number;
  name: string;
  description: string | null;
  /** A decimal number with two places. */
  price: string;
  stock_quantity: number;
  sku: string;
  category: string | null;
  /** False for a deleted product: it is still returned, but cannot be ordered. */
  is_active: boolean;
  /** ISO 8601 without a zone, in UTC, as the product service writes it. */
  created_at: string;
  updated_at: string;
}

const STOCKED_AT = '2024-01-01T00:00:00';

function product(
  id: number,
  name: string,
  price: string,
  stock: number,
  sku: string,
  category: string | null,
): SampleProduct {
  return {
    id,
    name,
    description: null,
    price,
    stock_quantity: stock,
    sku,
    category,
    is_active: true,
    created_at: STOCKED_AT,
    updated_at: STOCKED_AT,
  };
}

/** A dozen products: 9 is nearly sold out, 12 is no longer sold. Each call returns new objects. */
export function sampleProducts(): SampleProduct[] {
  return [
    product(1, 'Wireless Bluetooth Headphones', '29.99', 100, 'WBH-001', 'Audio'),
    product(2, 'Wireless Keyboard', '79.99', 50, 'WKB-002', 'Peripherals'),
    product(3, 'USB-C Hub, 7 ports', '34.50', 80, 'UCH-003', 'Peripherals'),
    product(4, '27-inch 4K Monitor', '329.00', 15, 'MON-004', 'Displays'),
    product(5, 'Laptop Stand, aluminium', '45.00', 60, 'LST-005', 'Office'),
    product(6, 'Webcam 1080p', '59.95', 40, 'WEB-006', 'Video'),
    product(7, 'Mechanical Pencil', '4.20', 500, 'PEN-007', 'Office'),
    product(8, 'Desk Mat, 90 × 40 cm', '19.90', 120, 'MAT-008', 'Office'),
    product(9, 'Vintage Trackball', '149.00', 2, 'TRB-009', 'Peripherals'),
    product(10, '折りたたみ傘 ☂️ Folding Umbrella', '24.80', 35, 'UMB-010', null),
    product(11, 'Gift Card', '0.01', 10_000, 'GFT-011', null),
    { ...product(12, 'Fax Modem 56k', '12.00', 7, 'FAX-012', 'Peripherals'), is_active: false },
  ];
}
