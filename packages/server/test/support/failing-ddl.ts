/** SQL that makes the command which creates `name`, a relation or a function of the schema public, fail from now on. */
export function failAtCreationOf(name: string): string {
  return `
    CREATE SCHEMA IF NOT EXISTS fault;
    CREATE OR REPLACE FUNCTION fault.fail() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity ~ '^public\\.${name}(\\(|$)') THEN
        RAISE EXCEPTION 'failed at ${name}';
      END IF;
    END $$;
    DROP EVENT TRIGGER IF EXISTS fail;
    CREATE EVENT TRIGGER fail ON ddl_command_end EXECUTE FUNCTION fault.fail()`;
}

/** Lets every command succeed again. */
export const FAIL_NO_MORE = 'DROP EVENT TRIGGER fail; DROP SCHEMA fault CASCADE';

/** Every relation, type, function and schema of a database, apart from those of the server and of the two above. */
export const OBJECTS = `
  SELECT n.nspname || '.' || o.name AS object
  FROM (
    SELECT relnamespace AS namespace, format('%s %s', relkind, relname) AS name FROM pg_class
    UNION ALL SELECT typnamespace, 'type ' || typname FROM pg_type WHERE typtype = 'e'
    UNION ALL SELECT pronamespace, 'function ' || proname FROM pg_proc
    UNION ALL SELECT oid, 'schema' FROM pg_namespace
  ) o JOIN pg_namespace n ON n.oid = o.namespace
  WHERE n.nspname <> 'fault' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
  ORDER BY 1`;
