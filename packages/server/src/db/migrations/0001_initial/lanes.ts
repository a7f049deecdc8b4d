import { LANES } from '../../../domain/lane.js';

/** SQLSTATE of a write for a lane that the cell does not hold. Classes from I to Z are left to applications. */
export const LANE_ELSEWHERE = 'OS001';

/**
 * One cell holds each lane, and only that one accepts its writes. A trigger checks it, so that no statement can leave it
 * out. Its look-up locks `foreign_lanes` until the transaction ends: whoever takes the table's exclusive lock to add a lane
 * waits for the writes under way, and every later write sees the new row.
 *
 * The check costs an order some microseconds. It is enabled with the first foreign lane, so that it costs nothing where
 * there is one cell. Its function names the schema itself, because setting the search path for a call would cost more.
 *
 * Rows are deleted only by the removal of a lane that another cell holds, and only after an equal copy was archived.
 */
export const LANE_GUARDS = `
  CREATE TABLE foreign_lanes (
    lane  smallint PRIMARY KEY CHECK (lane BETWEEN 0 AND ${LANES - 1}),
    cell  smallint NOT NULL CHECK (cell BETWEEN 0 AND ${LANES - 1}),
    since timestamptz NOT NULL DEFAULT now()
  );
  COMMENT ON TABLE foreign_lanes IS
    'Lanes whose writes this cell refuses, because another cell holds them or is about to. Empty where there is one cell';

  CREATE TABLE lane_moves (
    first_lane smallint NOT NULL,
    last_lane  smallint NOT NULL,
    from_cell  smallint NOT NULL,
    to_cell    smallint NOT NULL,
    marker     uuid NOT NULL DEFAULT gen_random_uuid(),
    started_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (first_lane, last_lane)
  );
  COMMENT ON TABLE lane_moves IS 'Moves of lanes under way, in both cells';
  COMMENT ON COLUMN lane_moves.marker IS 'Changed after the last write of the lanes: a cell that has received it has received all';

  CREATE TABLE moved_rows (
    table_name text NOT NULL,
    order_id   bigint NOT NULL,
    user_id    bigint NOT NULL,
    content    jsonb NOT NULL,
    moved_at   timestamptz NOT NULL DEFAULT now()
  );
  COMMENT ON TABLE moved_rows IS 'An archive: rows of lanes that were moved to another cell, as they were when they were removed here';
  COMMENT ON COLUMN moved_rows.user_id IS 'Whose rows they are: an erasure of this user deletes them';
  CREATE INDEX moved_rows_of_order ON moved_rows (order_id, table_name);
  CREATE INDEX moved_rows_of_user ON moved_rows (user_id);

  DO $create$ BEGIN
    EXECUTE format($$
      CREATE FUNCTION check_lane() RETURNS trigger LANGUAGE plpgsql AS $check$
      BEGIN
        IF EXISTS (SELECT FROM %I.foreign_lanes WHERE lane = NEW.user_id %% ${LANES}) THEN
          RAISE EXCEPTION 'another cell holds lane %%', NEW.user_id %% ${LANES} USING ERRCODE = '${LANE_ELSEWHERE}';
        END IF;
        RETURN NEW;
      END $check$ $$, current_schema());
  END $create$;
  CREATE TRIGGER orders_lane BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION check_lane();
  ALTER TABLE orders DISABLE TRIGGER orders_lane;

  CREATE FUNCTION enable_lane_check() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'orders'::regclass AND tgname = 'orders_lane' AND tgenabled = 'D') THEN
      ALTER TABLE orders ENABLE TRIGGER orders_lane;
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER foreign_lanes_checked AFTER INSERT OR UPDATE ON foreign_lanes EXECUTE FUNCTION enable_lane_check();

  CREATE FUNCTION was_moved(table_name text, content jsonb) RETURNS boolean
  LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT EXISTS (
      SELECT FROM moved_rows m
      JOIN orders o ON o.id = m.order_id
      JOIN foreign_lanes l ON l.lane = o.user_id % ${LANES}
      WHERE m.order_id = coalesce(was_moved.content -> 'order_id', was_moved.content -> 'id')::bigint
        AND m.table_name = was_moved.table_name AND m.content = was_moved.content
    )
  $$;
  COMMENT ON FUNCTION was_moved IS 'Whether a row is of a lane that another cell holds, and an equal one is in the archive';
`;
