/**
 * The tables of the service that this one replaces, as SQLAlchemy makes them: an enum of names, and times without a zone. One
 * status is none of this service's.
 */
export const EXISTING_SERVICE_TABLES = `
  CREATE TYPE orderstatus AS ENUM ('PENDING', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'REFUNDED');
  CREATE TABLE orders (
    id serial PRIMARY KEY,
    user_id integer NOT NULL,
    status orderstatus NOT NULL,
    total_amount numeric(10,2) NOT NULL,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
  );
  CREATE TABLE order_items (
    id serial PRIMARY KEY,
    order_id integer NOT NULL REFERENCES orders (id),
    product_id integer NOT NULL,
    product_name varchar(255) NOT NULL,
    product_price numeric(10,2) NOT NULL,
    quantity integer NOT NULL,
    subtotal numeric(10,2) NOT NULL,
    created_at timestamp NOT NULL
  );
  CREATE TABLE users (id integer PRIMARY KEY, email varchar NOT NULL);`;
