// Generated from openapi.yaml by `npm run generate`. Do not edit.

export interface paths {
    "/api/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List and search orders
         *
         * The caller's own orders. Operators list those of another user with `user_id` and those of all users with
         *     `scope=all`. The `Link` header has the URL of the next page as `rel="next"` (RFC 8288). A page costs the same
         *     however far into the list it is. The total number of orders is not reported.
         *
         *     Filters can be combined as far as there is an index for it; others are answered with `filter_not_supported`,
         *     which lists what works:
         *
         *     - `id`, or `reference` among the orders of one user, with every other filter, in any order
         *     - one of `product_id`, `user_email`, `reference` and a single entry of `metadata`, with `status`,
         *       `created_after` and `created_before`, sorted by `created_at`
         *     - `total_min` and `total_max` with `status`, sorted by `total_amount`
         *     - `updated_after` and `updated_before` with `status`, sorted by `updated_at`
         *     - `created_after` and `created_before` with `status`, sorted by `created_at`
         *
         *     The second, third and fourth, and lists that are sorted by `total_amount` or `updated_at`, are read from a
         *     search that is filled in the background. Their answers have the header `As-Of`; later changes may be missing. An
         *     order that is listed is as it is now, and fits the filters now; so a page may have fewer orders than `limit`
         *     although there is a next one. A cursor belongs to the filters and the order with which it was made.
         */
        get: operations["listOrders"];
        put?: never;
        /**
         * Place an order
         *
         * Looks up each product, checks that it is active and that its stock suffices (for the sum of all line items of
         *     the product), and stores the order with a snapshot of the products' current names and prices.
         *
         *     With an `Idempotency-Key`, the same request creates one order however often it is sent: a repetition gets the
         *     first answer, with `Idempotent-Replayed: true`. A key is stored only with an order: after a request that
         *     failed, the same key can be used again.
         *
         *     A `reference` belongs to one order of its user for ever. The key is looked at first: a request that repeats one
         *     with the same key gets that answer. Any other order with the reference is answered with `reference_taken`, which
         *     names the order that has it; its key is not stored.
         *
         *     Without a key, only a lost answer is covered: when the connection closes before the answer was sent, the same
         *     request of the same user gets the first order, once, within ten minutes, as long as that order is unchanged.
         */
        post: operations["createOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * The order's id
                 * @example 10753
                 */
                order_id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        /**
         * Read one order
         *
         * An order that the caller may not see is answered like one that does not exist.
         */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{order_id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * The order's id
                 * @example 10753
                 */
                order_id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the status of an order
         *
         * `pending` can become `confirmed`, `confirmed` can become `shipped`, and `shipped` can become `delivered`. Each
         *     of these three can also become `cancelled`. Any other change, such as to the current status, is answered with
         *     `invalid_transition`. With `If-Match` the status changes only if the order still has that version.
         *
         *     A request that is sent again with the same `X-Request-Id` is answered with the order and
         *     `Idempotent-Replayed: true`, as long as its change is the order's newest one: the same user made it, with the
         *     same `reason`. This is for proxies that repeat a request whose answer was lost. With `If-Match` the answer is
         *     412 instead, because the version has changed.
         */
        patch: operations["updateOrderStatus"];
        trace?: never;
    };
    "/api/v1/orders/{order_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * The order's id
                 * @example 10753
                 */
                order_id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        /**
         * Read the history of an order
         *
         * Who made each change of the order, when and why. The versions of the entries have no gaps. Where the first one is
         *     above 1, earlier entries were removed (`EVENT_RETENTION`): of an order that has been final for so long, the newest stays.
         */
        get: operations["getOrderHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{order_id}/explanation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * The order's id
                 * @example 10753
                 */
                order_id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        /**
         * Explain an order
         *
         * What the order is, what it waits for, who may move it where, its timer, and what became of the event of each
         *     version, all read at one moment. For the callers who may read the order's history. The broker's errors, and who
         *     skipped an event and why, are null for callers who are not operators.
         */
        get: operations["explainOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the feed of events
         *
         * The same events as on RabbitMQ, read from the database, oldest first. Operators get the events of all orders,
         *     other callers those of their own orders. Begin without a cursor, store `next_cursor`, and send it as `cursor`
         *     of the next request: each event is returned exactly once.
         *
         *     With `Accept: text/event-stream` the answer is a live stream of server-sent events. `id` is a cursor, `event`
         *     the event's type, and `data` its body on one line. The stream begins behind `Last-Event-ID` or `cursor`;
         *     without them with the first event at `since`; without that with the next event. Its first message has only an
         *     `id`, with which it can be resumed before any event has come. A comment is sent every 15 seconds. The server
         *     ends the stream after 15 minutes, when the token expires, when it shuts down, and when the client does not read
         *     what it is sent for 60 seconds. A client that resumes with the last `id` gets every later event, and none twice.
         *     A cursor of another database, or from before this one was restored, is answered with 410 `stale_cursor`.
         *
         *     A service may be configured to remove the events of finished orders after some time (`EVENT_RETENTION`). Without a
         *     cursor the feed begins behind them, and what begins before is answered with 410 `events_expired`.
         *
         *     A user may have 20 live streams open; another one is answered with 429.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish events again
         *
         * Puts published events back into the outbox: those of one order, or those of all orders that occurred at
         *     `since` or later and before `until`. Consumers get them again, with the same `event_id` and `order_version`,
         *     and for each order in the order of its versions. Events that are still in the outbox are not changed. Skipped
         *     events are not published. New events do not wait for replayed ones.
         *
         *     One call puts back at most `limit` events. While `has_more` is true, send the same body again with
         *     `next_cursor` as its `cursor`.
         */
        post: operations["replayEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/diagnostics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the processes of the server
         *
         * The processes that share the port of the server that answers, which is one of the replicas behind a balancer.
         *     Where the server has a port for health and metrics, all diagnostics are served there, and not on the public port.
         */
        get: operations["getDiagnostics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/diagnostics/log-level": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change the level of the log
         *
         * Applies to every process of the server that answers, until it is changed again or the process ends; with
         *     `seconds`, the configured level returns after that time. A process that is started later has the configured one.
         */
        put: operations["setLogLevel"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/diagnostics/cpu-profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Take a profile of the processor time of a process
         *
         * Samples for `seconds` which functions run. The answer is a file for the performance panel of Chrome or VS Code
         *     (`.cpuprofile`). One profile of a process is taken at a time; it slows the process by some per cent.
         */
        get: operations["getCpuProfile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/diagnostics/heap-profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Take a profile of the memory of a process
         *
         * Samples for `seconds` which functions allocate memory that is still in use at the end. The answer is a file for the
         *     memory panel of Chrome or VS Code (`.heapprofile`). It has names of functions, and no values of the program.
         */
        get: operations["getHeapProfile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the state of the outbox
         *
         * `depth`, `oldest_age_seconds` and `dead_lettered` are figures of the whole service. All others are figures of
         *     the server process that answers, since its start.
         */
        get: operations["getOutbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the events in the outbox
         *
         * Dead-lettered events are sorted by the time at which they were dead-lettered, waiting events by order id and
         *     version. An event that leaves the outbox while pages are read is missing from later pages.
         */
        get: operations["listOutboxEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox/events/{event_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** The event's `event_id` */
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry an event of the outbox
         *
         * Schedules the event for now, whether it is dead-lettered or waits for its next attempt, and resets its
         *     `refusals`. The event still waits for earlier events of its order.
         */
        post: operations["retryOutboxEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox/events/{event_id}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** The event's `event_id` */
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Skip a dead-lettered event
         *
         * Removes a dead-lettered event from the outbox without publishing it, so that later events of its order are
         *     published. Who skipped it, when and why is stored permanently. Idempotent: a repetition returns the stored
         *     record.
         */
        post: operations["skipOutboxEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the number of orders and their revenue
         *
         * The number of orders in each status, and orders and revenue for each hour or day (UTC) in which they were
         *     placed. The figures are exact up to `as_of`, which is usually one or two seconds ago. The cost does not depend
         *     on the number of orders.
         */
        get: operations["getStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user_id}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * The user's id
                 * @example 1
                 */
                user_id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        /**
         * Read what an erasure of a user would change
         *
         * Counts what there is of the user, and lists the user's erasures, complete or not. Changes nothing.
         */
        get: operations["getErasurePlan"];
        put?: never;
        /**
         * Erase the personal data of a user
         *
         * Replaces the address, the metadata, the reasons, the request ids and the user as an actor in every order of the
         *     user, in its history, in the outbox and in what recognises repeated requests. Ids, amounts, items, statuses,
         *     versions and the places of events in the feed stay. It cannot be undone.
         *
         *     One call makes one bounded step. Send the same body again, with the same `erasure_id`, until `state` is
         *     `complete`. Then no trace is left of orders that were placed before the last call. Later orders of the user are
         *     ordinary ones. Who erased, when and why is stored permanently: put no personal data into `reason`.
         *
         *     An erasure does not begin while the user's lane moves to another cell. Afterwards, erase the user also in the cell
         *     that the lane has left, which keeps an archive.
         */
        post: operations["eraseUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who the caller is and what it may do
         *
         * Answers from the token and the server's configuration, without a database. A client that asks here needs no copy
         *     of the rules.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the state of the service, its database and its broker
         *
         * Always 200; the body has the state. For probes use `/health/live` and `/health/ready`.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check that the process answers */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check that the server can serve requests
         *
         * Not ready while the database cannot be reached or is read-only, while its schema is not that of this version,
         *     and during shutdown. With `read_only` the database may be read-only, too. An
         *     unreachable broker does not make the server unready: orders are served, and events wait in the outbox.
         *
         *     A failover of the database makes all servers unready at once. With `grace_seconds` a balancer keeps them during
         *     one, and clients get problem documents with `Retry-After` from them.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read metrics for Prometheus */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read this contract */
        get: operations["getContract"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a page to read and try this contract */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what a problem code means
         *
         * The page that the `type` of a problem document refers to.
         */
        get: operations["getProblem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "order.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An order was placed
         *
         * Published on the topic exchange `ecommerce_events` with the routing key `order.created`: a persistent message of
         *     the type `application/json` whose message id is the `event_id`. Delivered at least once. The first deliveries of
         *     one order's events are in the order of `order_version`.
         */
        post: operations["onOrderCreated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "order.status.updated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The status of an order changed
         *
         * Published like `order.created`, with the routing key `order.status.updated`.
         */
        post: operations["onOrderStatusUpdated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "order.erased": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The personal data of an order's user was erased
         *
         * Published like `order.created`, with the routing key `order.erased`, where `PUBLISH_EVENT_TYPES` names it; in the
         *     feed in any case. Erase what you have stored of this order's user. It is no change of the order's version, so
         *     that a consumer that tracks versions ignores it.
         */
        post: operations["onOrderErased"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /**
         * Format: int64
         *
         * The id of an order or a user
         * @example 10753
         */
        Id: number;
        /**
         * The id of a product
         * @example 1
         */
        ProductId: number;
        /**
         * The number of pieces of the product in one line item
         * @example 2
         */
        Quantity: number;
        /** What JSON and the database can hold. The length is limited where this is used. */
        Text: unknown & unknown;
        /** Why the caller makes the change; stored with it */
        Reason: string & components["schemas"]["Text"];
        /** Visible ASCII characters */
        IdempotencyKey: string;
        /**
         * Letters, digits and `. _ : / @ + -`, beginning with a letter or a digit
         * @example mcp:assistant
         */
        Agent: string;
        /** Entity tags in double quotes, separated by commas, or `*` (RFC 9110) */
        EntityTags: "*" | string;
        /**
         * A place in a list, as an answer of the same operation gave it. Opaque: its content may change with any version
         *     of the service. A cursor that this operation did not give is refused with `validation_failed`.
         */
        Cursor: string;
        /**
         * An exact decimal with two places. Do not read it as a floating-point number.
         * @example 59.98
         */
        Money: string;
        /**
         * A decimal with up to two places
         * @example 100
         * @example 59.98
         */
        AmountFilter: string;
        /**
         * What a list is sorted by; `-` for the newest or largest first
         */
        OrderSort: "created_at" | "-created_at" | "total_amount" | "-total_amount" | "updated_at" | "-updated_at";
        /**
         * Format: date-time
         *
         * RFC 3339, with any offset in requests and in UTC in answers. Compared to the microsecond.
         * @example 2026-02-15T17:28:41.878640Z
         */
        Timestamp: string;
        /**
         * `pending` can become `confirmed`, then `shipped`, then `delivered`; the first three can also become `cancelled`.
         *     `delivered` and `cancelled` are final.
         */
        OrderStatus: "pending" | "confirmed" | "shipped" | "delivered" | "cancelled";
        /**
         * Metadata entries of the caller, text by name. The service stores and returns them, and reads none.
         * @example {
         *       "channel": "web"
         *     }
         */
        Metadata: {
            [key: string]: string & components["schemas"]["Text"];
        };
        /** The caller's own number of the order, such as that of a shop. No two orders of a user have the same one. */
        Reference: string & components["schemas"]["Text"];
        CreateOrderItem: {
            /** The product, by its id in the product service */
            product_id: components["schemas"]["ProductId"];
            /** The number of pieces of the product in one line item */
            quantity: components["schemas"]["Quantity"];
        };
        CreateOrder: {
            /** What is ordered. The quantities of one product are added up when its stock is checked */
            items: components["schemas"]["CreateOrderItem"][];
            /** The caller's own number of the order, such as that of a shop. No two orders of a user have the same one. */
            reference?: components["schemas"]["Reference"] | undefined;
            /** Metadata entries of the caller, text by name. The service stores and returns them, and reads none. */
            metadata?: components["schemas"]["Metadata"] | undefined;
        };
        UpdateOrderStatus: {
            /**
             * `pending` can become `confirmed`, then `shipped`, then `delivered`; the first three can also become `cancelled`.
             *     `delivered` and `cancelled` are final.
             */
            status: components["schemas"]["OrderStatus"];
            /** Why the caller makes the change; stored with it */
            reason?: components["schemas"]["Reason"] | undefined;
        };
        /** A line item, with a snapshot of the product's name and price when the order was placed */
        OrderItem: {
            /** The id of the line item */
            id: components["schemas"]["Id"];
            /** The order that it belongs to */
            order_id: components["schemas"]["Id"];
            /** The product, by its id in the product service */
            product_id: number;
            /** The name that the product had when the order was placed */
            product_name: string;
            /** An exact decimal with two places. Do not read it as a floating-point number. */
            product_price: components["schemas"]["Money"];
            /** How many were ordered */
            quantity: number;
            /** An exact decimal with two places. Do not read it as a floating-point number. */
            subtotal: components["schemas"]["Money"];
            /** RFC 3339, with any offset in requests and in UTC in answers. Compared to the microsecond. */
            created_at: components["schemas"]["Timestamp"];
        };
        Order: {
            /**
             * Ids of orders are not consecutive. The last 8 bits are the lane of the user, `user_id % 256`, unless the
             *     order was imported.
             */
            id: components["schemas"]["Id"];
            /**
             * Format: int64
             *
             * Whose order it is
             */
            user_id: number;
            /** The owner's email address when the order was placed; empty if the token had none */
            user_email: string;
            /**
             * `pending` can become `confirmed`, then `shipped`, then `delivered`; the first three can also become `cancelled`.
             *     `delivered` and `cancelled` are final.
             */
            status: components["schemas"]["OrderStatus"];
            /** An exact decimal with two places. Do not read it as a floating-point number. */
            total_amount: components["schemas"]["Money"];
            /** 1 when the order is placed, and 1 more with each change of its status. The order's entity tag is made of it. */
            version: number;
            /** The caller's own number of the order; null when none was given */
            reference: string | null;
            /** Metadata entries of the caller, text by name. The service stores and returns them, and reads none. */
            metadata: components["schemas"]["Metadata"];
            /** RFC 3339, with any offset in requests and in UTC in answers. Compared to the microsecond. */
            created_at: components["schemas"]["Timestamp"];
            /** RFC 3339, with any offset in requests and in UTC in answers. Compared to the microsecond. */
            updated_at: components["schemas"]["Timestamp"];
            /** The line items, as they were ordered */
            items: components["schemas"]["OrderItem"][];
            /** The statuses to which this caller may change the order now; empty in a final status */
            allowed_transitions: components["schemas"]["OrderStatus"][];
            /**
             * When the personal data of the user was erased from this order; absent where it was not. The address is empty
             *     then, and so is the metadata.
             */
            erased_at?: components["schemas"]["Timestamp"];
        };
        OrderExplanation: {
            /** The order as it is now */
            order: components["schemas"]["Order"];
            /** When the order was read */
            as_of: components["schemas"]["Timestamp"];
            /**
             * What has to happen next. `transition`: somebody moves the order; `timer`: it moves by itself at
             *     `timer.due_at`; `broker`: the broker takes an event; `retry`: an event was returned or refused and is
             *     published again; `operator`: an operator retries or skips a dead-lettered event. Empty when the order is
             *     final and nothing waits.
             */
            waits_for: ("transition" | "timer" | "broker" | "retry" | "operator")[];
            /**
             * The statuses that the order can have next, and who may move it there. Those of this caller are in the
             *     order's `allowed_transitions`.
             */
            transitions: components["schemas"]["ExplainedTransition"][];
            /** The timer that moves the order by itself; null without one */
            timer: components["schemas"]["OrderTimer"] | null;
            /**
             * The connection of the server that answers to the broker, as in its health
             */
            broker: "connected" | "blocked" | "disconnected" | "disabled";
            /** The newest 100, oldest first; an erasure, which has no version, is the last */
            versions: components["schemas"]["ExplainedVersion"][];
            /** Whether there are versions before these */
            has_earlier_versions: boolean;
        };
        ExplainedTransition: {
            /**
             * `pending` can become `confirmed`, then `shipped`, then `delivered`; the first three can also become `cancelled`.
             *     `delivered` and `cancelled` are final.
             */
            status: components["schemas"]["OrderStatus"];
            /** Who may make the transition */
            by: ("owner" | "operator" | "timer")[];
        };
        /** The transition that the service makes by itself, unless the order is moved before */
        OrderTimer: {
            /**
             * `pending` can become `confirmed`, then `shipped`, then `delivered`; the first three can also become `cancelled`.
             *     `delivered` and `cancelled` are final.
             */
            status: components["schemas"]["OrderStatus"];
            /**
             * The time in the present status
             * @example 30m
             */
            after: string;
            /** RFC 3339, with any offset in requests and in UTC in answers. Compared to the microsecond. */
            due_at: components["schemas"]["Timestamp"];
        };
        ExplainedVersion: {
            /** 0 for an erasure, which has no version */
            version: number;
            /** A UUID (RFC 9562) */
            event_id: components["schemas"]["EventId"];
            /** The type of its event */
            event_type: components["schemas"]["EventType"];
            /** The status before the change; null when the order was placed */
            from_status: components["schemas"]["OrderStatus"] | null;
            /**
             * `pending` can become `confirmed`, then `shipped`, then `delivered`; the first three can also become `cancelled`.
             *     `delivered` and `cancelled` are final.
             */
            to_status: components["schemas"]["OrderStatus"];
            /**
             * As in the history
             * @example user:1
             */
            actor: string;
            /** Why the change was made; null when nobody said */
            reason: string | null;
            /** RFC 3339, with any offset in requests and in UTC in answers. Compared to the microsecond. */
            committed_at: components["schemas"]["Timestamp"];
            /** What became of an event */
            delivery: components["schemas"]["EventDelivery"];
        };
        /** What became of an event */
        EventDelivery: {
            /**
             * `waiting`: not published yet, or not confirmed; `retrying`: returned, nacked or refused, and published again;
             *     `held`: an earlier version, `held_by`, is to be published first; `dead_lettered`: not published until an
             *     operator decides; `skipped`: never published, by an operator's decision; `published`: confirmed by the broker;
             *     `unrecorded`: it left the outbox, and nothing more is known, as of imported orders, of types that are not
             *     published, and in a database that only orders are replicated to.
             */
            state: "waiting" | "retrying" | "held" | "dead_lettered" | "skipped" | "published" | "unrecorded";
            /** How often the message was returned, nacked or refused */
            attempts: number;
            /**
             * Format: date-time
             *
             * Null if it is due or not rescheduled
             */
            next_attempt_at: string | null;
            /** The version that is to be published first */
            held_by: number | null;
            /**
             * Format: date-time
             *
             * When the event became a dead letter; null if it is none
             */
            dead_lettered_at: string | null;
            /**
             * Format: date-time
             *
             * When the broker's first confirm was recorded, some milliseconds after it came
             */
            confirmed_at: string | null;
            /** Seconds from the commit to the confirm */
            confirm_seconds: number | null;
            /**
             * Format: date-time
             *
             * When the last replay was requested
             */
            replayed_at: string | null;
            /**
             * Format: date-time
             *
             * Null while the last replay waits
             */
            replay_confirmed_at: string | null;
            /**
             * Format: date-time
             *
             * When an operator gave the event up; null if nobody did
             */
            skipped_at: string | null;
            /** Null for callers who are not operators */
            skipped_by: string | null;
            /** Null for callers who are not operators */
            skip_reason: string | null;
            /** The broker's last error; null for callers who are not operators */
            last_error: string | null;
        };
        HistoryEntry: {
            /**
             * Format: uuid
             *
             * The id of the event of the change
             */
            event_id: string;
            /** The order that was changed */
            order_id: components["schemas"]["Id"];
            /** 0 for an erasure, which has no version */
            version: number;
            /** The type of the event of the change */
            type: components["schemas"]["EventType"];
            /** The status before the change; null when the order was placed */
            from_status: components["schemas"]["OrderStatus"] | null;
            /**
             * `pending` can become `confirmed`, then `shipped`, then `delivered`; the first three can also become `cancelled`.
             *     `delivered` and `cancelled` are final.
             */
            to_status: components["schemas"]["OrderStatus"];
            /**
             * Who made the change: `user:` and the user id, then ` via ` and the `Orders-Agent` if the request named one;
             *     `timer` for a timed transition; `erased` for a user whose data was erased
             * @example user:1
             * @example user:7 via mcp:assistant
             */
            actor: string;
            /** Why the change was made; null when nobody said */
            reason: string | null;
            /** The `X-Request-Id` of the request that made the change; null if there was none */
            request_id: string | null;
            /** RFC 3339, with any offset in requests and in UTC in answers. Compared to the microsecond. */
            occurred_at: components["schemas"]["Timestamp"];
        };
        /**
         * The type of an event
         */
        EventType: "order.created" | "order.status.updated" | "order.erased";
        /** What every event has */
        EventEnvelope: {
            /**
             * Format: uuid
             *
             * UUIDv7 (RFC 9562); the AMQP message id
             */
            event_id: string;
            /**
             * The version that the order has through this change; 0 where the change has no version: then the event is
             *     neither before nor behind others of the order
             */
            order_version: number;
            /** RFC 3339, with any offset in requests and in UTC in answers. Compared to the microsecond. */
            timestamp: components["schemas"]["Timestamp"];
            /** W3C Trace Context of the request that made the change; null if it had none */
            traceparent: string | null;
        };
        OrderCreatedEvent: components["schemas"]["EventEnvelope"] & {
            /**
             * Tells the events apart
             */
            event_type: "order.created";
            order_version?: number;
            /** The order, as the event has it */
            data: {
                /** The order that was changed */
                order_id: components["schemas"]["Id"];
                /**
                 * Format: int64
                 *
                 * Whose order it is
                 */
                user_id: number;
                /** The address of the user; empty if the token had none */
                user_email: string;
                /** A JSON number with exactly two decimals, such as 79.90 */
                total_amount: number;
                /** What was ordered */
                items: {
                    /** The product, by its id in the product service */
                    product_id: number;
                    /** The name that the product had when the order was placed */
                    product_name: string;
                    /** How many were ordered */
                    quantity: number;
                    /** The price of one, as a JSON number with two decimals */
                    price: number;
                }[];
                /**
                 * `pending` can become `confirmed`, then `shipped`, then `delivered`; the first three can also become `cancelled`.
                 *     `delivered` and `cancelled` are final.
                 */
                status: components["schemas"]["OrderStatus"];
                /** Absent when none was given */
                reference?: string;
            };
        };
        OrderStatusUpdatedEvent: components["schemas"]["EventEnvelope"] & {
            /**
             * Tells the events apart
             */
            event_type: "order.status.updated";
            order_version?: number;
            /** The order, as the event has it */
            data: {
                /** The order that was changed */
                order_id: components["schemas"]["Id"];
                /**
                 * Format: int64
                 *
                 * Whose order it is
                 */
                user_id: number;
                /** The address of the user; empty if the token had none */
                user_email: string;
                /**
                 * `pending` can become `confirmed`, then `shipped`, then `delivered`; the first three can also become `cancelled`.
                 *     `delivered` and `cancelled` are final.
                 */
                old_status: components["schemas"]["OrderStatus"];
                /**
                 * `pending` can become `confirmed`, then `shipped`, then `delivered`; the first three can also become `cancelled`.
                 *     `delivered` and `cancelled` are final.
                 */
                new_status: components["schemas"]["OrderStatus"];
                /**
                 * Who made the change, as `actor` of the history
                 * @example user:1
                 */
                updated_by: string;
            };
        };
        OrderErasedEvent: components["schemas"]["EventEnvelope"] & {
            /**
             * Tells the events apart
             */
            event_type: "order.erased";
            order_version: 0;
            /** The order, as the event has it */
            data: {
                /** The order that was changed */
                order_id: components["schemas"]["Id"];
                /**
                 * Format: int64
                 *
                 * Whose order it is
                 */
                user_id: number;
                /** Empty */
                user_email: string;
                /**
                 * `pending` can become `confirmed`, then `shipped`, then `delivered`; the first three can also become `cancelled`.
                 *     `delivered` and `cancelled` are final.
                 */
                status: components["schemas"]["OrderStatus"];
            };
        };
        OrderEvent: components["schemas"]["OrderCreatedEvent"] | components["schemas"]["OrderStatusUpdatedEvent"] | components["schemas"]["OrderErasedEvent"];
        EventPage: {
            /** The events of this page, oldest first */
            events: components["schemas"]["OrderEvent"][];
            /**
             * The `cursor` of the next page, also the `Last-Event-ID` of a live stream. Never null; unchanged while
             *     there are no new events.
             */
            next_cursor: string;
            /** Whether the next page had events when this one was read */
            has_more: boolean;
        };
        /**
         * A UUID (RFC 9562)
         * @example 0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11
         */
        EventId: string;
        /** Either the events of one order, or those of all orders within a span of time */
        ReplayEvents: components["schemas"]["ReplayOrder"] | components["schemas"]["ReplaySince"];
        ReplayOrder: {
            /** The order whose events are put back */
            order_id: components["schemas"]["Id"];
        };
        ReplaySince: {
            /** RFC 3339, with any offset in requests and in UTC in answers. Compared to the microsecond. */
            since: components["schemas"]["Timestamp"];
            /** RFC 3339, with any offset in requests and in UTC in answers. Compared to the microsecond. */
            until?: components["schemas"]["Timestamp"] | undefined;
            /** How many events one call puts back at most. Default the maximum. */
            limit?: number | undefined;
            /**
             * A place in a list, as an answer of the same operation gave it. Opaque: its content may change with any version
             *     of the service. A cursor that this operation did not give is refused with `validation_failed`.
             */
            cursor?: components["schemas"]["Cursor"] | undefined;
        };
        Replay: {
            /** How many events this call put back into the outbox */
            queued: number;
            /** The `cursor` of the next call; null when `has_more` is false */
            next_cursor: string | null;
            /** Whether there are more events to put back */
            has_more: boolean;
        };
        Outbox: {
            /** Events in the outbox, including dead-lettered ones. Exact up to 10,000, estimated above. */
            depth: number;
            /** Age of the oldest event that is not dead-lettered; 0 without one */
            oldest_age_seconds: number;
            /** Dead-lettered events. Counted up to 10,000. */
            dead_lettered: number;
            /**
             * `disabled`: no broker is configured, and events stay in the outbox. `blocked`: the broker accepts no messages
             *     for now.
             */
            broker: components["schemas"]["BrokerState"];
            /** Why the broker is disconnected, in its own words; null otherwise */
            broker_problem: string | null;
            /** Messages that the broker has neither confirmed nor refused yet */
            in_flight: number;
            /** Messages sent to the broker */
            published: number;
            /** Messages that the broker confirmed */
            confirmed: number;
            /** Messages that the broker returned because no queue is bound for them */
            returned: number;
            /** Messages that the broker nacked */
            nacked: number;
            /** Messages because of which the broker closed the channel */
            refused: number;
            /** Messages whose confirm was lost with the connection; they are published again */
            unknown: number;
            /** Mean of the last ten seconds */
            confirms_per_second: number;
        };
        /**
         * From the fewest lines to the most; `silent` logs nothing
         */
        LogLevel: "silent" | "fatal" | "error" | "warn" | "info" | "debug" | "trace";
        SetLogLevel: {
            /** From the fewest lines to the most; `silent` logs nothing */
            log_level: components["schemas"]["LogLevel"];
            /** After this time the configured level returns */
            seconds?: number | undefined;
        };
        LogLevelChange: {
            /** From the fewest lines to the most; `silent` logs nothing */
            log_level: components["schemas"]["LogLevel"];
            /** After this time the configured level returns; null if it does not */
            seconds: number | null;
        };
        Diagnostics: {
            /** The `process_id` of the process that answers */
            answered_by: number;
            processes: components["schemas"]["ServerProcess"][];
        };
        /** A process of the server, of which there are several with `WORKERS` */
        ServerProcess: {
            process_id: number;
            /** From the fewest lines to the most; `silent` logs nothing */
            log_level: components["schemas"]["LogLevel"];
            uptime_seconds: number;
            /** Memory that objects of JavaScript use */
            heap_used_bytes: number;
            /** All memory of the process */
            resident_bytes: number;
            /** How late the event loop was since the process was last asked */
            event_loop_delay_ms: {
                p50: number;
                p99: number;
                max: number;
            };
            /** Whether a profile is being taken */
            profiling: boolean;
        };
        /** A profile in the format of V8's inspector protocol */
        Profile: {
            [key: string]: unknown;
        };
        /**
         * `disabled`: no broker is configured, and events stay in the outbox. `blocked`: the broker accepts no messages
         *     for now.
         */
        BrokerState: "connected" | "disconnected" | "blocked" | "disabled";
        /**
         * @default dead_lettered
         */
        OutboxEventState: "dead_lettered" | "waiting";
        OutboxEvent: {
            /** A UUID (RFC 9562) */
            event_id: components["schemas"]["EventId"];
            /** The order that was changed */
            order_id: components["schemas"]["Id"];
            /** The version that the order has through the change */
            order_version: number;
            /** The type of the event */
            event_type: components["schemas"]["EventType"];
            /**
             * `dead_lettered`: waits for an operator; `waiting`: will be published by itself
             */
            state: "dead_lettered" | "waiting";
            /** How often the message was returned, nacked or refused */
            attempts: number;
            /** How often the broker closed the channel because of this event */
            refusals: number;
            /**
             * Format: date-time
             *
             * Time of the next attempt; null if it is due now or the event is dead-lettered
             */
            next_attempt_at: string | null;
            /**
             * Format: date-time
             *
             * When the event became a dead letter; null if it is none
             */
            dead_lettered_at: string | null;
            /** The broker's last error; null before the first */
            last_error: string | null;
            /** Later events of the same order that wait for this one */
            waiting_behind: number;
            /** RFC 3339, with any offset in requests and in UTC in answers. Compared to the microsecond. */
            occurred_at: components["schemas"]["Timestamp"];
        };
        OutboxEventPage: {
            /** The events of this page */
            events: components["schemas"]["OutboxEvent"][];
            /** The `cursor` of the next page; null on the last page */
            next_cursor: string | null;
            /** Whether there is a next page */
            has_more: boolean;
        };
        SkipOutboxEvent: {
            /** Why the caller makes the change; stored with it */
            reason: components["schemas"]["Reason"];
        };
        SkippedEvent: {
            /** A UUID (RFC 9562) */
            event_id: components["schemas"]["EventId"];
            /** The order that was changed */
            order_id: components["schemas"]["Id"];
            /** The version that the order has through the change */
            order_version: number;
            /** The type of the event */
            event_type: components["schemas"]["EventType"];
            /** Why the operator gave the event up */
            reason: string;
            /**
             * Who skipped it, as `actor` of the history
             * @example user:1
             */
            skipped_by: string;
            /** RFC 3339, with any offset in requests and in UTC in answers. Compared to the microsecond. */
            skipped_at: components["schemas"]["Timestamp"];
            /** How often the event was sent to the broker */
            attempts: number;
            /** The broker's last error; null before the first */
            last_error: string | null;
            /** RFC 3339, with any offset in requests and in UTC in answers. Compared to the microsecond. */
            occurred_at: components["schemas"]["Timestamp"];
        };
        EraseUser: {
            /** A new UUID for each erasure. The same one continues the same erasure. */
            erasure_id: components["schemas"]["EventId"];
            /** Why the caller makes the change; stored with it */
            reason: components["schemas"]["Reason"];
            /** How many events of the user one call looks at, at most. Default 500. */
            limit?: number | undefined;
        };
        Erasure: {
            /** A UUID (RFC 9562) */
            erasure_id: components["schemas"]["EventId"];
            /**
             * Format: int64
             *
             * Whose data is erased
             */
            user_id: number;
            /**
             * Whether steps remain to be made
             */
            state: "running" | "complete";
            /** Why the user is erased */
            reason: string;
            /**
             * Who erased, as `actor` of the history
             * @example user:7
             */
            erased_by: string;
            /** RFC 3339, with any offset in requests and in UTC in answers. Compared to the microsecond. */
            started_at: components["schemas"]["Timestamp"];
            /**
             * Format: date-time
             *
             * Null until the erasure is complete
             */
            completed_at: string | null;
            /** Orders that this erasure has erased */
            orders: number;
            /** Events of the user that were not looked at yet. Counted up to 10,000. */
            remaining: number;
            /**
             * What the last steps wait for, some seconds at most. `transactions`: requests that began before.
             *     `publications`: events of these orders that are being published as they were.
             */
            waiting_for: "transactions" | "publications" | null;
        };
        ErasurePlan: {
            /**
             * Format: int64
             *
             * Whose data would be erased
             */
            user_id: number;
            /** Orders of the user. Counted up to 100,000. */
            orders: number;
            /** Events of these orders. Counted up to 100,000. */
            events: number;
            /** Keys that are kept. Counted up to 100,000. */
            idempotency_keys: number;
            /** Rows of the user that were left in this cell when its lane moved to another one. Counted up to 100,000. */
            archived_rows: number;
            /** The user's erasures, the newest first; the 20 newest */
            erasures: components["schemas"]["Erasure"][];
        };
        /**
         * @default day
         */
        StatisticsInterval: "hour" | "day";
        StatisticsFigures: {
            /** Orders placed, including those that were cancelled later */
            orders: number;
            /** The sum of these orders' totals. Subtract `cancelled_amount` for the revenue without cancelled orders. */
            revenue: components["schemas"]["Money"];
            /** How many of these orders are cancelled now */
            cancelled: number;
            /** The sum of the cancelled orders' totals */
            cancelled_amount: components["schemas"]["Money"];
        };
        StatisticsBucket: components["schemas"]["StatisticsFigures"] & {
            /** RFC 3339, with any offset in requests and in UTC in answers. Compared to the microsecond. */
            start: components["schemas"]["Timestamp"];
        };
        Statistics: {
            /** The figures contain every change up to this time; later changes may be missing */
            as_of: components["schemas"]["Timestamp"];
            /**
             * The length of a bucket
             */
            interval: "hour" | "day";
            /** Start of the first bucket (inclusive) */
            since: components["schemas"]["Timestamp"];
            /** End of the last bucket (exclusive) */
            until: components["schemas"]["Timestamp"];
            /** The number of all orders in each status, whenever they were placed */
            by_status: {
                /** Orders that are pending now */
                pending: number;
                /** Orders that are confirmed now */
                confirmed: number;
                /** Orders that are shipped now */
                shipped: number;
                /** Orders that are delivered */
                delivered: number;
                /** Orders that are cancelled */
                cancelled: number;
            };
            /** The sum of all buckets */
            total: components["schemas"]["StatisticsFigures"];
            /** Oldest first, without gaps: a bucket without orders has zeros */
            buckets: components["schemas"]["StatisticsBucket"][];
        };
        Me: {
            /**
             * Format: int64
             *
             * The user of the token
             */
            user_id: number;
            /** Empty where the token has none */
            email: string;
            /** Whether the token is an operator's */
            operator: boolean;
            /** The token's `role` */
            roles: string[];
            /** The token's `scope`, split at spaces */
            scopes: string[];
            /** From this time on the token is refused */
            expires_at: components["schemas"]["Timestamp"];
            /**
             * Whose orders the caller may list, read and change, as the `scope` of `listOrders`
             */
            order_scope: "own" | "all";
            /**
             * The statuses to which the caller may move orders at all. What one order allows now is in its
             *     `allowed_transitions`.
             */
            order_transitions: components["schemas"]["OrderStatus"][];
            /** The `operationId` of every operation in this document that the caller may call */
            operations: string[];
        };
        Health: {
            /**
             * `healthy`; `degraded`: orders go on, events wait; `unhealthy`: orders fail
             */
            status: "healthy" | "degraded" | "unhealthy";
            /**
             * The name of the service
             */
            service: "order-service";
            /** The version of the service */
            version: string;
            /** The cell that the database belongs to */
            cell: components["schemas"]["CellNumber"];
            /** Whether this server refuses changes */
            read_only: components["schemas"]["ReadOnly"];
            /** `read_only`: a standby, or a primary that rejects writes. Orders can be read then, and not changed. */
            database: components["schemas"]["DatabaseState"];
            /**
             * `behind`: the schema lacks migrations of this version. `foreign`: tables of its names belong to another program.
             *     `unknown` while the database cannot be reached.
             */
            migrations: components["schemas"]["MigrationsState"];
            /** What keeps the service from serving, and what to do, for people. The wording may change. */
            problems: components["schemas"]["HealthProblems"];
            /**
             * `disabled`: no broker is configured, and events stay in the outbox. `blocked`: the broker accepts no messages
             *     for now.
             */
            broker: components["schemas"]["BrokerState"];
            /**
             * Why the broker is disconnected; null while it is connected. Operators read the broker's own words at
             *     `/api/v1/outbox`.
             */
            broker_problem: "unreachable" | "access_refused" | "exchange_missing" | "tls" | "other" | null;
            /** Events that the broker has not confirmed yet. The figures are null while the database is unreachable. */
            outbox: {
                /** Events in the outbox; null while the database cannot be reached */
                depth: number | null;
                /** Age of the oldest event that is not dead-lettered; null without one */
                oldest_age_seconds: number | null;
                /**
                 * Events that wait for another attempt, because no queue is bound for them or the broker did not accept
                 *     them. At most 20,000 are counted.
                 */
                failing: number | null;
                /** Events that the broker refused repeatedly */
                dead_lettered: number | null;
            };
        };
        Readiness: {
            /**
             * Whether the server takes requests
             */
            status: "ready" | "not_ready";
            /**
             * The number of the server's cell, where several databases share the orders by the lanes of their users; 0 where
             *     there is one. Null while the database cannot be read.
             */
            cell: components["schemas"]["CellNumber"];
            /** Whether the server only reads and answers every change with 403 `read_only` */
            read_only: components["schemas"]["ReadOnly"];
            /** `read_only`: a standby, or a primary that rejects writes. Orders can be read then, and not changed. */
            database: components["schemas"]["DatabaseState"];
            /**
             * `behind`: the schema lacks migrations of this version. `foreign`: tables of its names belong to another program.
             *     `unknown` while the database cannot be reached.
             */
            migrations: components["schemas"]["MigrationsState"];
            /** What keeps the service from serving, and what to do, for people. The wording may change. */
            problems: components["schemas"]["HealthProblems"];
            /**
             * `disabled`: no broker is configured, and events stay in the outbox. `blocked`: the broker accepts no messages
             *     for now.
             */
            broker: components["schemas"]["BrokerState"];
        };
        /**
         * The number of the server's cell, where several databases share the orders by the lanes of their users; 0 where
         *     there is one. Null while the database cannot be read.
         */
        CellNumber: number | null;
        /** Whether the server only reads and answers every change with 403 `read_only` */
        ReadOnly: boolean;
        /**
         * `read_only`: a standby, or a primary that rejects writes. Orders can be read then, and not changed.
         */
        DatabaseState: "connected" | "read_only" | "disconnected";
        /**
         * `behind`: the schema lacks migrations of this version. `foreign`: tables of its names belong to another program.
         *     `unknown` while the database cannot be reached.
         */
        MigrationsState: "current" | "behind" | "foreign" | "unknown";
        /** What keeps the service from serving, and what to do, for people. The wording may change. */
        HealthProblems: string[];
        /**
         * The stable code of a problem
         */
        ProblemCode: "malformed_json" | "malformed_request" | "authentication_required" | "token_invalid" | "token_expired" | "operator_required" | "transition_not_permitted" | "read_only" | "order_not_found" | "product_not_found" | "event_not_found" | "process_not_found" | "route_not_found" | "method_not_allowed" | "invalid_transition" | "product_inactive" | "insufficient_stock" | "reference_taken" | "idempotency_key_in_use" | "event_not_dead_lettered" | "profile_running" | "lane_moving" | "stale_cursor" | "events_expired" | "version_mismatch" | "body_too_large" | "unsupported_media_type" | "validation_failed" | "filter_not_supported" | "idempotency_key_reused" | "order_total_too_large" | "rate_limited" | "internal_error" | "product_service_invalid_response" | "product_service_unavailable" | "database_unavailable" | "schema_not_ready" | "service_overloaded" | "lane_elsewhere" | "outcome_unknown" | "identity_provider_unavailable" | "product_service_timeout";
        ProblemDetails: {
            /**
             * Format: uri-reference
             *
             * Path of the page about this code
             */
            type: string;
            /** What the code means, in a few words */
            title: string;
            /** The HTTP status */
            status: number;
            /** What went wrong and what to do, for people. Its wording may change. */
            detail: string;
            /** Tells the problems apart; it is stable */
            code: components["schemas"]["ProblemCode"];
            /** The `X-Request-Id` of the request, by which it is found in the logs */
            request_id: string;
        };
        /** A problem without members of its own */
        PlainProblem: components["schemas"]["ProblemDetails"] & {
            code?: "malformed_json" | "malformed_request" | "authentication_required" | "token_invalid" | "token_expired" | "operator_required" | "read_only" | "order_not_found" | "event_not_found" | "event_not_dead_lettered" | "process_not_found" | "profile_running" | "lane_moving" | "stale_cursor" | "route_not_found" | "method_not_allowed" | "body_too_large" | "unsupported_media_type" | "internal_error";
        };
        MalformedRequestProblem: components["schemas"]["ProblemDetails"] & {
            code?: "malformed_json" | "malformed_request";
        };
        UnauthorizedProblem: components["schemas"]["ProblemDetails"] & {
            code?: "authentication_required" | "token_invalid" | "token_expired";
        };
        OperatorRequiredProblem: components["schemas"]["ProblemDetails"] & {
            code?: "operator_required";
        };
        ReadOnlyProblem: components["schemas"]["ProblemDetails"] & {
            code?: "read_only";
        };
        OperatorWriteRefusedProblem: components["schemas"]["ProblemDetails"] & {
            code?: "operator_required" | "read_only";
        };
        OrderNotFoundProblem: components["schemas"]["ProblemDetails"] & {
            code?: "order_not_found";
        };
        EventNotFoundProblem: components["schemas"]["ProblemDetails"] & {
            code?: "event_not_found";
        };
        StaleCursorProblem: components["schemas"]["ProblemDetails"] & {
            code?: "stale_cursor";
        };
        EventsExpiredProblem: components["schemas"]["ProblemDetails"] & {
            code?: "events_expired";
            /** Every event since this time is there */
            kept_since: components["schemas"]["Timestamp"];
            /** A `cursor` of the feed of all that was kept, with which to begin again */
            earliest_cursor: string;
        };
        EventNotDeadLetteredProblem: components["schemas"]["ProblemDetails"] & {
            code?: "event_not_dead_lettered";
        };
        ProcessNotFoundProblem: components["schemas"]["ProblemDetails"] & {
            code?: "process_not_found";
        };
        ProfileRunningProblem: components["schemas"]["ProblemDetails"] & {
            code?: "profile_running";
        };
        LaneMovingProblem: components["schemas"]["ProblemDetails"] & {
            code?: "lane_moving";
        };
        BodyTooLargeProblem: components["schemas"]["ProblemDetails"] & {
            code?: "body_too_large";
        };
        UnsupportedMediaTypeProblem: components["schemas"]["ProblemDetails"] & {
            code?: "unsupported_media_type";
        };
        InternalErrorProblem: components["schemas"]["ProblemDetails"] & {
            code?: "internal_error";
        };
        TransitionNotPermittedProblem: components["schemas"]["ProblemDetails"] & {
            code?: "transition_not_permitted";
            /**
             * `pending` can become `confirmed`, then `shipped`, then `delivered`; the first three can also become `cancelled`.
             *     `delivered` and `cancelled` are final.
             */
            current_status: components["schemas"]["OrderStatus"];
            /** What the caller may move the order to */
            allowed_transitions: components["schemas"]["OrderStatus"][];
        };
        InvalidTransitionProblem: components["schemas"]["ProblemDetails"] & {
            code?: "invalid_transition";
            /**
             * `pending` can become `confirmed`, then `shipped`, then `delivered`; the first three can also become `cancelled`.
             *     `delivered` and `cancelled` are final.
             */
            current_status: components["schemas"]["OrderStatus"];
            /** What the caller may move the order to */
            allowed_transitions: components["schemas"]["OrderStatus"][];
        };
        VersionMismatchProblem: components["schemas"]["ProblemDetails"] & {
            code?: "version_mismatch";
            /** The version that the order has now */
            current_version: number;
            /**
             * `pending` can become `confirmed`, then `shipped`, then `delivered`; the first three can also become `cancelled`.
             *     `delivered` and `cancelled` are final.
             */
            current_status: components["schemas"]["OrderStatus"];
            /** What the caller may move the order to */
            allowed_transitions: components["schemas"]["OrderStatus"][];
        };
        ProductNotFoundProblem: components["schemas"]["ProblemDetails"] & {
            code?: "product_not_found";
            /** The product that does not exist */
            product_id: number;
        };
        ProductInactiveProblem: components["schemas"]["ProblemDetails"] & {
            code?: "product_inactive";
            /** The product that is not on sale */
            product_id: number;
        };
        InsufficientStockProblem: components["schemas"]["ProblemDetails"] & {
            code?: "insufficient_stock";
            /** The product of which there is too little */
            product_id: number;
            /** Summed over the order's line items of this product */
            requested: number;
            /** How many are in stock */
            available: number;
        };
        ReferenceTakenProblem: components["schemas"]["ProblemDetails"] & {
            code?: "reference_taken";
            /** The reference that another order has */
            reference: string;
            /** The order that has the reference */
            order_id: number;
        };
        IdempotencyKeyInUseProblem: components["schemas"]["ProblemDetails"] & {
            code?: "idempotency_key_in_use";
            /** Seconds */
            retry_after: number;
        };
        ValidationFailedProblem: components["schemas"]["ProblemDetails"] & {
            code?: "validation_failed";
            /** Every place in which the request breaks the contract */
            errors: components["schemas"]["Violation"][];
        };
        Violation: {
            /**
             * Where the request is not valid
             */
            in: "body" | "query" | "path" | "header";
            /** JSON pointer (RFC 6901) into the body, or to the parameter */
            pointer: string;
            /** What is wrong, in a sentence */
            detail: string;
        };
        FilterNotSupportedProblem: components["schemas"]["ProblemDetails"] & {
            code?: "filter_not_supported";
            /** The filters of the request */
            filters: string[];
            /** Combinations for which there is an index */
            supported: {
                /** One of these has to be given */
                by: string[];
                /** These may be given, too */
                with: string[];
                /** What such a list can be sorted by */
                sorted_by: string[];
            }[];
        };
        IdempotencyKeyReusedProblem: components["schemas"]["ProblemDetails"] & {
            code?: "idempotency_key_reused";
        };
        OrderTotalTooLargeProblem: components["schemas"]["ProblemDetails"] & {
            code?: "order_total_too_large";
        };
        RateLimitedProblem: components["schemas"]["ProblemDetails"] & {
            code?: "rate_limited";
            /** Seconds */
            retry_after: number;
        };
        ProductServiceInvalidResponseProblem: components["schemas"]["ProblemDetails"] & {
            code?: "product_service_invalid_response";
            /** The product that was asked for */
            product_id: number;
        };
        ProductServiceUnavailableProblem: components["schemas"]["ProblemDetails"] & {
            code?: "product_service_unavailable";
            /** Seconds */
            retry_after: number;
        };
        ProductServiceTimeoutProblem: components["schemas"]["ProblemDetails"] & {
            code?: "product_service_timeout";
        };
        /**
         * `outcome_unknown`: the connection to the database was lost during the change, which may have been made. Read the
         *     order, or send the same request with the same `Idempotency-Key` again.
         *     `identity_provider_unavailable`: the keys that tokens are verified with could not be fetched.
         *     `schema_not_ready`: the operator has to migrate the database.
         *     `lane_elsewhere`: the orders of the user are being moved to another cell. Nothing was changed, and the same request
         *     succeeds when the balancer sends it to that cell.
         */
        ServiceUnavailableProblem: components["schemas"]["ProblemDetails"] & {
            code?: "database_unavailable" | "schema_not_ready" | "service_overloaded" | "lane_elsewhere" | "outcome_unknown" | "identity_provider_unavailable";
            /** Seconds */
            retry_after: number;
        };
        /** Any problem document of this service */
        Problem: components["schemas"]["PlainProblem"] | components["schemas"]["TransitionNotPermittedProblem"] | components["schemas"]["InvalidTransitionProblem"] | components["schemas"]["VersionMismatchProblem"] | components["schemas"]["EventsExpiredProblem"] | components["schemas"]["ProductNotFoundProblem"] | components["schemas"]["ProductInactiveProblem"] | components["schemas"]["InsufficientStockProblem"] | components["schemas"]["ReferenceTakenProblem"] | components["schemas"]["IdempotencyKeyInUseProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["FilterNotSupportedProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["OrderTotalTooLargeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["ProductServiceInvalidResponseProblem"] | components["schemas"]["ProductServiceUnavailableProblem"] | components["schemas"]["ProductServiceTimeoutProblem"] | components["schemas"]["ServiceUnavailableProblem"];
    };
    responses: {
        /**
         * The request is not well-formed HTTP, has several `Host`, `Authorization` or `Content-Type` headers, or its body
         *     is not JSON
         */
        MalformedRequest: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["MalformedRequestProblem"];
            };
        };
        /** The token is missing or not valid */
        Unauthorized: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                /** RFC 6750 */
                "WWW-Authenticate": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnauthorizedProblem"];
            };
        };
        /** Only operators may do this */
        OperatorRequired: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["OperatorRequiredProblem"];
            };
        };
        /** Only operators may do this, or the server only reads */
        OperatorWriteRefused: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["OperatorWriteRefusedProblem"];
            };
        };
        /** The server only reads, as beside a database into which all cells are copied */
        ReadOnly: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ReadOnlyProblem"];
            };
        };
        /** The order does not exist, or it belongs to another user */
        OrderNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["OrderNotFoundProblem"];
            };
        };
        /** The event is not in the outbox */
        EventNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["EventNotFoundProblem"];
            };
        };
        /** The body is larger than `x-max-body-bytes` of this document */
        BodyTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
            };
        };
        /**
         * The body is not `application/json` in UTF-8 without compression. Parameters of the media type other than
         *     `charset` are ignored.
         */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
            };
        };
        /**
         * `stale_cursor`: the cursor is of another database, or was made before this one was restored. Behind it events may be
         *     missing or repeated. Begin again with `since`. `events_expired`: events behind the cursor, or since this time, were
         *     removed. Begin again with `earliest_cursor`.
         */
        FeedGone: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["StaleCursorProblem"] | components["schemas"]["EventsExpiredProblem"];
            };
        };
        /** The request breaks the contract. `errors` lists the places, at most 50 of them. */
        ValidationFailed: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ValidationFailedProblem"];
            };
        };
        /** The user sent too many requests in the last minute */
        RateLimited: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["RateLimitedProblem"];
            };
        };
        /** The service failed. Its logs have the details under the `request_id`. */
        InternalError: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["InternalErrorProblem"];
            };
        };
        /**
         * The database or the identity provider cannot be reached, the server is too busy, or the outcome of a change is
         *     unknown
         */
        ServiceUnavailable: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ServiceUnavailableProblem"];
            };
        };
        /** The request was refused */
        Refused: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * The order's id
         * @example 10753
         */
        OrderId: components["schemas"]["Id"];
        /**
         * How many entries a page holds at most. It may hold fewer although others follow, because a page has a budget of
         *     bytes: only `Link`, or `has_more`, tells whether there is another page.
         */
        Limit: number;
        /** Where the page begins, as an earlier answer of the same operation gave it */
        Cursor: components["schemas"]["Cursor"];
        /** The event's `event_id` */
        EventId: components["schemas"]["EventId"];
        /**
         * Identifies this request among those of the same user, so that sending it again makes no second order
         *     (draft-ietf-httpapi-idempotency-key-header). Kept for 24 hours at least. Take a new one for each order, such as
         *     a random UUID.
         */
        IdempotencyKey: components["schemas"]["IdempotencyKey"];
        /**
         * The program that acts for the user, such as `mcp:` and the name of the client of a language model. Recorded with
         *     the change, behind the user that the token names: `user:7 via mcp:assistant`. It names a program, and gives no
         *     rights.
         */
        OrdersAgent: components["schemas"]["Agent"];
        /** How long to sample */
        ProfileSeconds: number;
        /** The process of the server, from `/api/v1/diagnostics`; by default the one that answers */
        ProcessId: number;
        /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
        TraceParent: string;
    };
    requestBodies: never;
    headers: {
        /**
         * The request's id in the server's logs. It is the request's own `X-Request-Id` if that has 1 to 128 characters of
         *     `A-Z a-z 0-9 . _ : / + = @ -` and does not begin like a JSON Web Token, and a new UUID otherwise.
         */
        RequestId: string;
        /**
         * The entity tag of the order's `version`, for `If-Match` and `If-None-Match`; after an erasure with `-erased`
         *     behind the version
         */
        OrderETag: string;
        /** Seconds to wait before the request is sent again (RFC 9110) */
        RetryAfter: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listOrders: {
        parameters: {
            query?: {
                /**
                 * How many entries a page holds at most. It may hold fewer although others follow, because a page has a budget of
                 *     bytes: only `Link`, or `has_more`, tells whether there is another page.
                 */
                limit?: components["parameters"]["Limit"] | undefined;
                /**
                 * How many orders to leave out before the page begins. Kept for older clients; its cost grows with its value.
                 *     Follow `Link` to read further than its maximum.
                 */
                skip?: number | undefined;
                /** Where the page begins, as an earlier answer of the same operation gave it */
                cursor?: components["parameters"]["Cursor"] | undefined;
                /** Only orders in this status. May be repeated, for orders in any of the statuses. */
                status?: components["schemas"]["OrderStatus"][] | undefined;
                /**
                 * Only orders placed at this time or later (inclusive), to the microsecond. A span that begins at the
                 *     `created_before` of another neither overlaps it nor leaves a gap.
                 */
                created_after?: components["schemas"]["Timestamp"] | undefined;
                /** Only orders placed before this time (exclusive), to the microsecond */
                created_before?: components["schemas"]["Timestamp"] | undefined;
                /** Only orders placed or changed last at this time or later (inclusive) */
                updated_after?: components["schemas"]["Timestamp"] | undefined;
                /** Only orders placed or changed last before this time (exclusive) */
                updated_before?: components["schemas"]["Timestamp"] | undefined;
                /** Only orders with at least this total */
                total_min?: components["schemas"]["AmountFilter"] | undefined;
                /** Only orders with at most this total */
                total_max?: components["schemas"]["AmountFilter"] | undefined;
                /** Only these orders. May be repeated, up to 100 times. */
                id?: components["schemas"]["Id"][] | undefined;
                /** Only orders with this reference */
                reference?: components["schemas"]["Reference"] | undefined;
                /** Only orders of this product */
                product_id?: components["schemas"]["ProductId"] | undefined;
                /** Only orders with this email address; letter case does not matter */
                user_email?: (string & components["schemas"]["Text"]) | undefined;
                /** Only orders with this entry of the metadata, as `metadata[channel]=web` */
                metadata?: components["schemas"]["Metadata"] | undefined;
                /**
                 * What the list is sorted by, `-` for the largest or newest first. Without it a list with `total_min` or
                 *     `total_max` is sorted by `-total_amount`, one with `updated_after` or `updated_before` by `-updated_at`,
                 *     and every other one by `-created_at`.
                 */
                sort?: components["schemas"]["OrderSort"] | undefined;
                /** Only orders of this user. A user other than the caller is for operators only. */
                user_id?: components["schemas"]["Id"] | undefined;
                /** `own`: the caller's orders; `all`: the orders of all users, for operators only. Ignored with `user_id`. */
                scope?: ("own" | "all") | undefined;
                /**
                 * `true`: only orders that a timed transition of the server is due for, and that it has not moved. If there are more
                 *     than 10,000 for one transition, those that have been due for longest. For operators only.
                 */
                overdue?: boolean | undefined;
            } | undefined;
            header?: {
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** A page of orders */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** The URL of the next page (RFC 8288); absent on the last page */
                    Link?: string;
                    /** The list contains every change up to this time; absent when it was read from the orders themselves */
                    "As-Of"?: components["schemas"]["Timestamp"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"][];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["OperatorRequired"];
            /** The request breaks the contract, or there is no index for this combination of filters */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["FilterNotSupportedProblem"];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createOrder: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * Identifies this request among those of the same user, so that sending it again makes no second order
                 *     (draft-ietf-httpapi-idempotency-key-header). Kept for 24 hours at least. Take a new one for each order, such as
                 *     a random UUID.
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"] | undefined;
                /**
                 * The program that acts for the user, such as `mcp:` and the name of the client of a language model. Recorded with
                 *     the change, behind the user that the token names: `user:7 via mcp:assistant`. It names a program, and gives no
                 *     rights.
                 */
                "Orders-Agent"?: components["parameters"]["OrdersAgent"] | undefined;
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOrder"];
            };
        };
        responses: {
            /** The order as it was placed */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["OrderETag"];
                    /** Path of the new order */
                    Location: string;
                    /** `true` when this answer repeats the one to an earlier request; absent otherwise */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ReadOnly"];
            /** A product of the order does not exist */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProductNotFoundProblem"];
                };
            };
            /**
             * A product is inactive or has too little stock, another order of the user has the `reference`, or another
             *     request with this `Idempotency-Key` is still being processed
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProductInactiveProblem"] | components["schemas"]["InsufficientStockProblem"] | components["schemas"]["ReferenceTakenProblem"] | components["schemas"]["IdempotencyKeyInUseProblem"];
                };
            };
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            /**
             * The request breaks the contract, its `Idempotency-Key` was used for another order, or the order's total is
             *     too large
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["OrderTotalTooLargeProblem"];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            /** The product service answered with something that is not a product */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProductServiceInvalidResponseProblem"];
                };
            };
            /** The product service or the database is unavailable, or the server is too busy */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProductServiceUnavailableProblem"] | components["schemas"]["ServiceUnavailableProblem"];
                };
            };
            /** The product service did not answer in time */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProductServiceTimeoutProblem"];
                };
            };
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * Entity tags of the caller's copies, or `*`. When one of them is the order's current entity tag, the answer
                 *     is 304 without a body.
                 */
                "If-None-Match"?: components["schemas"]["EntityTags"] | undefined;
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path: {
                /**
                 * The order's id
                 * @example 10753
                 */
                order_id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The order */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["OrderETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** The caller's copy is current */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["OrderETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["OrderNotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateOrderStatus: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * The entity tag of the version that the caller has read, such as `"2"`; several in a list; `*` for any
                 *     version. When the order has another version, the answer is 412.
                 */
                "If-Match"?: components["schemas"]["EntityTags"] | undefined;
                /**
                 * The program that acts for the user, such as `mcp:` and the name of the client of a language model. Recorded with
                 *     the change, behind the user that the token names: `user:7 via mcp:assistant`. It names a program, and gives no
                 *     rights.
                 */
                "Orders-Agent"?: components["parameters"]["OrdersAgent"] | undefined;
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path: {
                /**
                 * The order's id
                 * @example 10753
                 */
                order_id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateOrderStatus"];
            };
        };
        responses: {
            /** The order after the change */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["OrderETag"];
                    /** `true` when this answer repeats the one to an earlier request; absent otherwise */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            /** Only operators may change an order to this status, or the server only reads */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransitionNotPermittedProblem"] | components["schemas"]["ReadOnlyProblem"];
                };
            };
            404: components["responses"]["OrderNotFound"];
            /** The order's current status cannot become the requested one */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidTransitionProblem"];
                };
            };
            /** The order has another version than those in `If-Match` */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["OrderETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["VersionMismatchProblem"];
                };
            };
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getOrderHistory: {
        parameters: {
            query?: never;
            header?: {
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path: {
                /**
                 * The order's id
                 * @example 10753
                 */
                order_id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Every change of the order, oldest first */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryEntry"][];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["OrderNotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    explainOrder: {
        parameters: {
            query?: never;
            header?: {
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path: {
                /**
                 * The order's id
                 * @example 10753
                 */
                order_id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The explanation */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderExplanation"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["OrderNotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /**
                 * How many entries a page holds at most. It may hold fewer although others follow, because a page has a budget of
                 *     bytes: only `Link`, or `has_more`, tells whether there is another page.
                 */
                limit?: components["parameters"]["Limit"] | undefined;
                /** Where the page begins, as an earlier answer of the same operation gave it */
                cursor?: components["parameters"]["Cursor"] | undefined;
                /** Only events that occurred at this time or later (inclusive). Ignored with a cursor. */
                since?: components["schemas"]["Timestamp"] | undefined;
            } | undefined;
            header?: {
                /** The last `id` that was received of a live stream, which is resumed there. Takes precedence over `cursor`. */
                "Last-Event-ID"?: components["schemas"]["Cursor"] | undefined;
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** A page of the feed, or the live stream */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            410: components["responses"]["FeedGone"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    replayEvents: {
        parameters: {
            query?: never;
            header?: {
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayEvents"];
            };
        };
        responses: {
            /** The events were put into the outbox */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["OperatorWriteRefused"];
            404: components["responses"]["OrderNotFound"];
            410: components["responses"]["FeedGone"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getDiagnostics: {
        parameters: {
            query?: never;
            header?: {
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The processes */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Diagnostics"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["OperatorRequired"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    setLogLevel: {
        parameters: {
            query?: never;
            header?: {
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetLogLevel"];
            };
        };
        responses: {
            /** The level that is in effect */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogLevelChange"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["OperatorRequired"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getCpuProfile: {
        parameters: {
            query?: {
                /** How long to sample */
                seconds?: components["parameters"]["ProfileSeconds"] | undefined;
                /** The process of the server, from `/api/v1/diagnostics`; by default the one that answers */
                process_id?: components["parameters"]["ProcessId"] | undefined;
            } | undefined;
            header?: {
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The profile, in V8's format */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["OperatorRequired"];
            /** The server has no process with this id */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProcessNotFoundProblem"];
                };
            };
            /** A profile of this process is being taken */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProfileRunningProblem"];
                };
            };
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getHeapProfile: {
        parameters: {
            query?: {
                /** How long to sample */
                seconds?: components["parameters"]["ProfileSeconds"] | undefined;
                /** The process of the server, from `/api/v1/diagnostics`; by default the one that answers */
                process_id?: components["parameters"]["ProcessId"] | undefined;
            } | undefined;
            header?: {
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The profile, in V8's format */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["OperatorRequired"];
            /** The server has no process with this id */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProcessNotFoundProblem"];
                };
            };
            /** A profile of this process is being taken */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProfileRunningProblem"];
                };
            };
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getOutbox: {
        parameters: {
            query?: never;
            header?: {
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The state of the outbox */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outbox"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["OperatorRequired"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listOutboxEvents: {
        parameters: {
            query?: {
                /**
                 * `dead_lettered`: the broker refused the event repeatedly; it is not published until an operator retries it.
                 *     `waiting`: the event will be published, after earlier events of its order.
                 */
                state?: components["schemas"]["OutboxEventState"] | undefined;
                /**
                 * How many entries a page holds at most. It may hold fewer although others follow, because a page has a budget of
                 *     bytes: only `Link`, or `has_more`, tells whether there is another page.
                 */
                limit?: components["parameters"]["Limit"] | undefined;
                /** Where the page begins, as an earlier answer of the same operation gave it */
                cursor?: components["parameters"]["Cursor"] | undefined;
            } | undefined;
            header?: {
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** A page of the outbox */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutboxEventPage"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["OperatorRequired"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    retryOutboxEvent: {
        parameters: {
            query?: never;
            header?: {
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path: {
                /** The event's `event_id` */
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The event, scheduled for now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutboxEvent"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["OperatorWriteRefused"];
            404: components["responses"]["EventNotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    skipOutboxEvent: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * The program that acts for the user, such as `mcp:` and the name of the client of a language model. Recorded with
                 *     the change, behind the user that the token names: `user:7 via mcp:assistant`. It names a program, and gives no
                 *     rights.
                 */
                "Orders-Agent"?: components["parameters"]["OrdersAgent"] | undefined;
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path: {
                /** The event's `event_id` */
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SkipOutboxEvent"];
            };
        };
        responses: {
            /** The stored record of the skipped event */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SkippedEvent"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["OperatorWriteRefused"];
            404: components["responses"]["EventNotFound"];
            /** The event is not dead-lettered and will be published */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EventNotDeadLetteredProblem"];
                };
            };
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getStatistics: {
        parameters: {
            query?: {
                /**
                 * The first bucket is the hour or day that contains this time. Default: 24 hours or 30 days before `until`.
                 *     There may be at most 1,000 buckets.
                 */
                since?: components["schemas"]["Timestamp"] | undefined;
                /** The last bucket is the hour or day that contains the moment before this time (exclusive). Default now. */
                until?: components["schemas"]["Timestamp"] | undefined;
                /** The length of a bucket. Buckets begin at full hours or days in UTC. */
                interval?: components["schemas"]["StatisticsInterval"] | undefined;
            } | undefined;
            header?: {
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The figures */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statistics"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["OperatorRequired"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getErasurePlan: {
        parameters: {
            query?: never;
            header?: {
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path: {
                /**
                 * The user's id
                 * @example 1
                 */
                user_id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** What there is of the user */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasurePlan"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["OperatorRequired"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    eraseUser: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * The program that acts for the user, such as `mcp:` and the name of the client of a language model. Recorded with
                 *     the change, behind the user that the token names: `user:7 via mcp:assistant`. It names a program, and gives no
                 *     rights.
                 */
                "Orders-Agent"?: components["parameters"]["OrdersAgent"] | undefined;
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path: {
                /**
                 * The user's id
                 * @example 1
                 */
                user_id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EraseUser"];
            };
        };
        responses: {
            /** How far the erasure has got */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["OperatorWriteRefused"];
            /** The user's lane is being moved to another cell */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["LaneMovingProblem"];
                };
            };
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: {
                /** W3C Trace Context; copied into the order's events. A malformed one is ignored. */
                traceparent?: components["parameters"]["TraceParent"] | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The caller, as the token says */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The state of the service */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The process is alive */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: "alive";
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    getReadiness: {
        parameters: {
            query?: {
                /**
                 * For how long a server that was ready stays so after the database has failed. During shutdown it is not ready
                 *     at once, and a server that was never ready has no grace.
                 */
                grace_seconds?: number | undefined;
            } | undefined;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The server can serve requests */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** The server cannot serve requests */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The text format of Prometheus, or OpenMetrics where `Accept` prefers it */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                    "application/openmetrics-text": string;
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    getContract: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** OpenAPI 3.1 document */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** The caller's copy is current */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** HTML */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** The caller's copy is current */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    getProblem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * The `code` of a problem document
                 * @example insufficient_stock
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The meaning of the code */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** There is no such code */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["PlainProblem"];
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    onOrderCreated: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderCreatedEvent"];
            };
        };
        responses: {
            /** The consumer acknowledged the message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** The consumer rejected the message */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onOrderStatusUpdated: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderStatusUpdatedEvent"];
            };
        };
        responses: {
            /** The consumer acknowledged the message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** The consumer rejected the message */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onOrderErased: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderErasedEvent"];
            };
        };
        responses: {
            /** The consumer acknowledged the message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** The consumer rejected the message */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
