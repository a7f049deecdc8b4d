import { VACUUMED_OFTEN } from './storage.js';

/**
 * What lists of orders by other filters than status, owner and time of placing are read from. The service fills it from the
 * events, so that a create or a change of status does not pay for these indexes. Terms are digests: nothing of a person is
 * stored a second time.
 */
export const SEARCH = `
  CREATE TABLE order_search (
    order_id     bigint PRIMARY KEY,
    user_id      bigint NOT NULL,
    status       text COLLATE "C" NOT NULL,
    total_amount numeric(12,2) NOT NULL,
    updated_at   timestamptz NOT NULL
  ) ${VACUUMED_OFTEN};
  CREATE INDEX order_search_total ON order_search (status, total_amount, order_id);
  CREATE INDEX order_search_user_total ON order_search (user_id, status, total_amount, order_id);
  CREATE INDEX order_search_updated ON order_search (status, updated_at, order_id);
  CREATE INDEX order_search_user_updated ON order_search (user_id, status, updated_at, order_id);

  CREATE TABLE order_search_terms (
    order_id   bigint NOT NULL,
    term       bigint NOT NULL,
    user_id    bigint NOT NULL,
    status     text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (order_id, term)
  ) ${VACUUMED_OFTEN};
  COMMENT ON COLUMN order_search_terms.term IS
    'Of a product, the e-mail address, the reference, or an entry of the metadata: see order_search_term';
  CREATE INDEX order_search_terms_newest ON order_search_terms (term, status, created_at, order_id);
  CREATE INDEX order_search_terms_user_newest ON order_search_terms (user_id, term, status, created_at, order_id);

  CREATE TABLE order_search_position (
    only_row       boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    transaction_id xid8 NOT NULL,
    id             bigint NOT NULL
  ) WITH (fillfactor = 50);
  COMMENT ON TABLE order_search_position IS 'The last event of the feed that the search includes';
  INSERT INTO order_search_position (transaction_id, id) VALUES ('0', 0);

  CREATE FUNCTION order_search_term(kind text, value text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT ('x' || left(encode(sha256(convert_to(kind || '=' || value, 'UTF8')), 'hex'), 16))::bit(64)::bigint
  $$;
  COMMENT ON FUNCTION order_search_term IS
    '64 bits of a digest. Two terms may have the same one, so what is found is compared with the order itself';
`;
