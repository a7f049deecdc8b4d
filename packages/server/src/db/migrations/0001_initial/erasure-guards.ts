import { ERASED, ERASED_EMAIL, ERASED_METADATA } from '../../../domain/erasure.js';

/**
 * What an erasure may do, and nothing else may: it replaces the columns of personal data by fixed values, all of them at
 * once, of a user whose erasure is recorded and not complete. The row is compared with the old one as a whole, so that a
 * column which is added later is covered. No setting and no role turns these checks off.
 */
export const ERASURE_GUARDS = `
  CREATE FUNCTION check_erasure_under_way(of_user bigint) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM user_erasures WHERE user_id = of_user AND completed_at IS NULL) THEN
      RAISE EXCEPTION 'no erasure of user % is under way: orders and their history are kept', of_user
        USING ERRCODE = 'check_violation', HINT = 'Erase through the service: orders erase --user';
    END IF;
  END $$;

  CREATE FUNCTION check_order_erasure() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  DECLARE
    erased orders := OLD;
  BEGIN
    PERFORM check_erasure_under_way(OLD.user_id);
    erased.user_email := '${ERASED_EMAIL}';
    erased.metadata := '${ERASED_METADATA}';
    erased.erased_at := now();
    IF NEW::text <> erased::text THEN
      RAISE EXCEPTION 'order %: an erasure replaces personal data and nothing else', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER orders_erasure BEFORE UPDATE ON orders FOR EACH ROW
    WHEN (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL) EXECUTE FUNCTION check_order_erasure();

  CREATE FUNCTION check_event_erasure() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  DECLARE
    erased order_events := OLD;
  BEGIN
    PERFORM check_erasure_under_way(OLD.user_id);
    IF split_part(OLD.actor, ' ', 1) = 'user:' || OLD.user_id THEN erased.actor := '${ERASED}'; END IF;
    IF OLD.reason IS NOT NULL THEN erased.reason := '${ERASED}'; END IF;
    erased.traceparent := NULL;
    erased.request_id := NULL;
    IF NEW::text <> erased::text THEN
      RAISE EXCEPTION 'event %: an erasure replaces personal data and nothing else', OLD.event_id
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER order_events_erasure BEFORE UPDATE ON order_events FOR EACH ROW EXECUTE FUNCTION check_event_erasure();

  CREATE FUNCTION check_skipped_event_erasure() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  DECLARE
    erased skipped_events := OLD;
    owner_id bigint := (SELECT user_id FROM orders WHERE id = OLD.order_id);
  BEGIN
    PERFORM check_erasure_under_way(owner_id);
    IF split_part(OLD.actor, ' ', 1) = 'user:' || owner_id THEN erased.actor := '${ERASED}'; END IF;
    IF OLD.last_error IS NOT NULL THEN erased.last_error := '${ERASED}'; END IF;
    erased.reason := '${ERASED}';
    erased.request_id := NULL;
    IF NEW::text <> erased::text THEN
      RAISE EXCEPTION 'skipped event %: an erasure replaces personal data and nothing else', OLD.event_id
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER skipped_events_erasure BEFORE UPDATE ON skipped_events
    FOR EACH ROW EXECUTE FUNCTION check_skipped_event_erasure();

  CREATE FUNCTION check_erasure_record() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.completed_at IS NOT NULL
       OR (NEW.id, NEW.user_id, NEW.reason, NEW.actor, NEW.request_id, NEW.started_at)
          IS DISTINCT FROM (OLD.id, OLD.user_id, OLD.reason, OLD.actor, OLD.request_id, OLD.started_at) THEN
      RAISE EXCEPTION 'the record of an erasure is kept: %', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER user_erasures_record BEFORE UPDATE OR DELETE ON user_erasures
    FOR EACH ROW EXECUTE FUNCTION check_erasure_record();
  CREATE TRIGGER user_erasures_no_truncate BEFORE TRUNCATE ON user_erasures EXECUTE FUNCTION reject_change();
`;
