import { INITIAL_VERSION } from '../../../domain/order.js';
import { INITIAL_STATUS } from '../../../domain/order-status.js';
import { FINAL_STATUSES } from './as-released.js';
import { literals } from './sql-literals.js';

/**
 * Tables whose rows are never changed nor deleted; those of `ERASABLE` but for an erasure, and those of `REMOVABLE` but for
 * the retention of events.
 */
const APPEND_ONLY = ['order_items', 'order_events', 'skipped_events'];
const ERASABLE = ['order_events', 'skipped_events'];
const REMOVABLE = ['order_events'];

const checkOf = (table: string): string => (REMOVABLE.includes(table) ? 'check_event_removal' : 'reject_change');

const REJECT_CHANGES = APPEND_ONLY.map(
  (table) => `
  CREATE TRIGGER ${table}_append_only BEFORE ${ERASABLE.includes(table) ? 'DELETE' : 'UPDATE OR DELETE'} ON ${table}
    FOR EACH ROW EXECUTE FUNCTION ${checkOf(table)}();
  CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table} EXECUTE FUNCTION reject_change();`,
);

/**
 * The database itself keeps what was acknowledged: it rejects every change of an order but an allowed transition, and
 * every change of its line items and its history. The only other changes are an erasure (see `ERASURE_GUARDS`), and the removal
 * of old events of finished orders, of which the newest always stays.
 */
export const GUARDS = `
  CREATE FUNCTION is_past_retention(removed order_events) RETURNS boolean
  LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT removed.version > 0
      AND EXISTS (
        SELECT FROM orders o
        JOIN order_events newest ON newest.order_id = o.id AND newest.version = o.version
        CROSS JOIN event_retention r
        WHERE o.id = removed.order_id AND o.status IN (${literals(FINAL_STATUSES)}) AND removed.version < o.version
          AND (newest.transaction_id, newest.id) <= (r.transaction_id, r.id)
      )
      AND NOT EXISTS (SELECT FROM outbox w WHERE w.order_id = removed.order_id)
      AND NOT EXISTS (SELECT FROM skipped_events s WHERE s.event_id = removed.event_id)
  $$;
  COMMENT ON FUNCTION is_past_retention IS
    'Whether the order of an event was final when the retention passed it, has a newer event, and nothing is to be published';

  CREATE FUNCTION reject_new_order() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF current_setting('order_service.importing', true) = 'on' THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a new order is ${INITIAL_STATUS}, at version ${INITIAL_VERSION}' USING ERRCODE = 'check_violation';
  END $$;
  CREATE TRIGGER orders_initial_status BEFORE INSERT ON orders FOR EACH ROW
    WHEN (NEW.status <> '${INITIAL_STATUS}' OR NEW.version <> ${INITIAL_VERSION}) EXECUTE FUNCTION reject_new_order();

  CREATE FUNCTION check_order_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    IF NEW.id <> OLD.id OR NEW.user_id <> OLD.user_id OR NEW.user_email <> OLD.user_email
       OR NEW.total_amount <> OLD.total_amount OR NEW.created_at <> OLD.created_at
       OR NEW.reference IS DISTINCT FROM OLD.reference OR NEW.erased_at IS DISTINCT FROM OLD.erased_at
       OR NEW.items::text <> OLD.items::text OR NEW.metadata::text <> OLD.metadata::text THEN
      RAISE EXCEPTION 'order % is a snapshot: only its status changes', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM order_status_transitions t WHERE t.from_status = OLD.status AND t.to_status = NEW.status) THEN
      RAISE EXCEPTION 'order % is % and cannot become %', OLD.id, OLD.status, NEW.status USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.version <> OLD.version + 1 THEN
      RAISE EXCEPTION 'order %: the version after % is %', OLD.id, OLD.version, OLD.version + 1
        USING ERRCODE = 'check_violation', HINT = 'Change a status through the service, which also writes its event.';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER orders_transition BEFORE UPDATE ON orders FOR EACH ROW
    WHEN (OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL) EXECUTE FUNCTION check_order_update();

  CREATE FUNCTION reject_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    IF TG_OP = 'DELETE' AND was_moved(TG_TABLE_NAME, to_jsonb(OLD)) THEN
      RETURN OLD;
    END IF;
    RAISE EXCEPTION '% on % is not allowed: orders and their history are kept', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'check_violation';
  END $$;

  CREATE FUNCTION check_event_removal() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    IF is_past_retention(OLD) OR was_moved(TG_TABLE_NAME, to_jsonb(OLD)) THEN
      RETURN OLD;
    END IF;
    RAISE EXCEPTION 'event % is kept: % on % is not allowed', OLD.event_id, TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'check_violation', HINT = 'Set EVENT_RETENTION to have old events of finished orders removed.';
  END $$;

  CREATE TRIGGER orders_no_delete BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION reject_change();
  CREATE TRIGGER orders_no_truncate BEFORE TRUNCATE ON orders EXECUTE FUNCTION reject_change();
  ${REJECT_CHANGES.join('\n')}
`;
