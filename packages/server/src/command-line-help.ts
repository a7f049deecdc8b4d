export const HELP = `order-service: orders over HTTP, events over RabbitMQ

Usage: order-service [command] [options]

Commands
  serve       serve orders from the database in DATABASE_URL; the default when
              that is set
  migrate     bring the schema of the database up to this version, and end;
              with --status or --dry-run, only report what is missing; with
              --adopt-existing, first take over the tables and the orders of
              the service that this one replaces
  doctor      check the settings, the database, its schema and clock, the
              broker, its exchange, the product service and certificates; a line
              each with ok, warn or fail, and what to do; changes nothing
  import      copy the orders of the service that this one replaces, from the
              database in IMPORT_DATABASE_URL; may be repeated
  lanes list  print which cell holds which lanes of users
  lanes move  move lanes from one cell to another, while their users go on; a
              repetition completes an interrupted move
  lanes replicate
              copy all cells into the database of operators, and follow them
  token       print a token for a user, signed with SECRET_KEY
  dev         run everything in one process, with an embedded PostgreSQL; the
              default when DATABASE_URL is not set
  catalogue   serve sample products over HTTP, in place of a product service

Options
  --port <port>   the port to listen on, 0 for any free one; default: PORT, or
                  8002 (catalogue: 8001)
  --host <host>   the address to listen on; default: HOST, or every address
                  (dev: 127.0.0.1)
  --temporary     dev: delete the orders when the service stops
  --cell <n>      migrate: the number of this database among those that share
                  the orders, 0 to 255; by default 0, and it does not change
  --status        migrate: print each migration: run, missing, under way, or
                  newer than this version; run nothing
  --to <name>     migrate: the last migration to run; default: all
  --cells <file>  lanes: the databases of the cells, and how HAProxy is told, as
                  JSON; default: cells.json (docs/scaling.md)
  --lanes <n>     lanes move: a lane, 0 to 255, or a range such as 16-31
  --from <cell>, --to <cell>
                  lanes move: the numbers of both cells
  --revert        lanes move: undo a move that has not switched the lanes
  --adopt-existing
                  migrate: move the other service's tables into the schema
                  replaced_service and import their orders, all or nothing;
                  takes --publish, --reference-column, --emails and --rejected
                  as import does
  --dry-run       import: write nothing, and report what would be imported
                  migrate: print the SQL that would run, with the locks that it
                  takes and whether it is in a transaction; run nothing
  --publish       import: publish the events of imported orders, too
  --schema <name> import: the schema of the other service's tables; default:
                  public
  --reference-column <name>
                  import: the column of the other service's orders with the
                  shop's own number of an order; default: reference, if there
                  is one; '' for none
  --emails <file> import: the users' addresses, CSV with the columns id and
                  email; default: those in IMPORT_USERS_DATABASE_URL, if set
  --rejected <file>
                  import: where to write the orders that cannot be imported, as
                  NDJSON; default: rejected-orders.ndjson
  --user <id>     token: the user's number
  --email <email> token: the user's address; default: none
  --role <role>   token: a role, such as operator; default: none
  --expires <duration>
                  token: how long it is valid, such as 45m, 12h or 7d; default:
                  1h
  -h, --help      print this text
  -v, --version   print the version

Everything else is configured by environment variables: see docs/operations.md.
serve, migrate and import report all invalid variables together, before they
connect.

Exit codes
  0  success, or stopped by one SIGTERM or Ctrl-C after requests have finished
  1  failure, or ended at once by a second signal; doctor: something failed;
     migrate --status: a migration is missing
  2  invalid command line or configuration; nothing was started
`;
