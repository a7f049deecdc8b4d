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
         * List orders, newest first
         * @description The caller's own orders; operators see others' with `user_id` or `scope=all`. Pages follow the `Link` header's
         *     `rel="next"` (RFC 8288), whose `cursor` costs the same at any depth. There is no total.
         */
        get: operations["listOrders"];
        put?: never;
        /**
         * Place an order
         * @description Looks up every product once, refuses inactive products and short stock (summed over the lines of one product),
         *     and stores the names and prices of this moment. Prices, names and the status never come from the caller.
         *
         *     With an `Idempotency-Key` the same request makes one order however often it is sent: a repetition is answered
         *     with the first answer and `Idempotent-Replayed: true`. Only a placed order uses up its key; a refused one
         *     leaves it free.
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
                 * @description The order's id
                 * @example 42
                 */
                order_id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        /**
         * Read one order
         * @description An order that the caller may not see does not exist.
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
                 * @description The order's id
                 * @example 42
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
         * Move an order to its next status
         * @description Moves along `pending → confirmed → shipped → delivered`; every status before `delivered` may also become
         *     `cancelled`. Anything else, repeating the current status included, is refused. With `If-Match` the order moves
         *     only if it still has that version.
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
                 * @description The order's id
                 * @example 42
                 */
                order_id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        /** Who did what to an order, when and why */
        get: operations["getOrderHistory"];
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
         * The feed of all changes, oldest first
         * @description The same events as on RabbitMQ, from the database: an operator's feed has everyone's, others' their own. Start
         *     without a cursor, keep `next_cursor`, and ask again with it: no event is left out and none comes twice. With
         *     `since` it begins with the first event that occurred then.
         *
         *     With `Accept: text/event-stream` the answer is a live stream of server-sent events: `id` is a cursor, `event`
         *     the event's type, `data` its body on one line. It begins after `Last-Event-ID` (or `cursor`), else with what
         *     occurred at `since`, else with what is yet to come, and always with a message of only an `id`, from which it
         *     can be resumed. A comment every 15 seconds keeps it open; the server ends it after 15 minutes at the latest,
         *     when it stops, and when a reader takes nothing for 30 seconds. Resuming loses nothing and repeats nothing.
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
         * @description Puts events that have been published back into the outbox: those of one order, or those that occurred from
         *     `since` on and before `until`. Consumers see them again with the same `event_id` and `order_version`, in the
         *     order of versions within each order. Events that still wait are left as they are, and those that were skipped
         *     stay skipped. New events do not wait behind replayed ones.
         *
         *     One call puts back at most `limit` events. While `has_more` is true, ask again with the same body and
         *     `next_cursor` as its `cursor`.
         */
        post: operations["replayEvents"];
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
         * What has not reached the broker yet, and how fast events leave
         * @description `depth`, `oldest_age_seconds` and `dead_lettered` are of the whole service; the other figures are of the server that
         *     answers, since it was started.
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
         * The events in the outbox
         * @description Dead-lettered events stand in the order in which they were dead-lettered, waiting ones in the order of their orders' ids. Both
         *     change while they are read: an event that leaves the outbox is in no later page.
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
                /** @description The event's id, as in its message */
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish an event of the outbox now
         * @description Makes the event due at once, whether it is dead-lettered or put off; the broker's earlier refusals are forgiven. It still
         *     waits for earlier events of its order.
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
                /** @description The event's id, as in its message */
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give up on a dead-lettered event
         * @description Takes a dead-lettered event out of the outbox without publishing it, so that later events of its order go on. Who did it,
         *     when and why is kept for ever. Skipping an event again answers with what was kept the first time.
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
         * How many orders there are, and what they came to
         * @description Orders by status, and orders and revenue by the hour or day (UTC) in which they were placed. The figures are
         *     exact and follow the orders within a second or two: `as_of` says how far they reach. They cost the same however
         *     many orders there are.
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
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who the caller is and what it may do
         * @description Answers from the token alone. Clients ask here and need no rules of their own.
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
         * How the service and what it depends on are doing
         * @description Always 200 while the process answers; read the body. For probes use `/health/live` and `/health/ready`.
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
        /** Whether the process is alive */
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
         * Whether requests can be served
         * @description Not ready when the database cannot be reached or its migrations are behind. A broker that is away is reported
         *     and is no reason to take the server out of rotation: orders go on, events wait in the outbox.
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
        /** Figures for Prometheus */
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
        /** This contract */
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
        /** A page to read and try this contract */
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
        /** What a problem's `type` points to */
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
         * @description Published on the topic exchange `ecommerce_events` with the routing key `order.created`, persistent, as
         *     `application/json`; the message id is the `event_id`. Delivered at least once; per order, first deliveries
         *     follow `order_version`.
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
         * An order moved to another status
         * @description As `order.created`, with the routing key `order.status.updated`.
         */
        post: operations["onOrderStatusUpdated"];
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
         * @example 42
         */
        Id: number;
        /** @example 1 */
        ProductId: number;
        /**
         * @description How many of a product one line item orders
         * @example 2
         */
        Quantity: number;
        /** @description Why, in the caller's words; kept for as long as the order */
        Reason: string;
        /** @description Visible ASCII characters */
        IdempotencyKey: string;
        /**
         * @description A place in a list, as an answer of the same operation gave it. Opaque: its content may change with any version
         *     of the service. A cursor that this operation did not give is refused with `validation_failed`.
         */
        Cursor: string;
        /**
         * @description A decimal with two places
         * @example 59.98
         */
        Money: string;
        /**
         * Format: date-time
         * @description RFC 3339
         * @example 2026-02-15T17:28:41.878640Z
         */
        Timestamp: string;
        /**
         * @description `pending` → `confirmed` → `shipped` → `delivered`; all but `delivered` may become `cancelled`. `delivered` and
         *     `cancelled` are final.
         * @enum {string}
         */
        OrderStatus: "pending" | "confirmed" | "shipped" | "delivered" | "cancelled";
        /**
         * @description The caller's own metadata entries of the order, text by name; the service stores and returns them
         * @example {
         *       "channel": "web"
         *     }
         */
        Metadata: {
            [key: string]: string;
        };
        CreateOrderItem: {
            product_id: components["schemas"]["ProductId"];
            quantity: components["schemas"]["Quantity"];
        };
        CreateOrder: {
            items: components["schemas"]["CreateOrderItem"][];
            metadata?: components["schemas"]["Metadata"];
        };
        UpdateOrderStatus: {
            status: components["schemas"]["OrderStatus"];
            reason?: components["schemas"]["Reason"];
        };
        /** @description A line of an order, with the product's name and price of the moment it was placed */
        OrderItem: {
            id: components["schemas"]["Id"];
            order_id: components["schemas"]["Id"];
            product_id: number;
            product_name: string;
            product_price: components["schemas"]["Money"];
            quantity: number;
            subtotal: components["schemas"]["Money"];
            created_at: components["schemas"]["Timestamp"];
        };
        Order: {
            id: components["schemas"]["Id"];
            /** Format: int64 */
            user_id: number;
            /** @description The owner's address when the order was placed; empty if unknown */
            user_email: string;
            status: components["schemas"]["OrderStatus"];
            total_amount: components["schemas"]["Money"];
            /** @description Counts the order's changes; its entity tag */
            version: number;
            metadata: components["schemas"]["Metadata"];
            created_at: components["schemas"]["Timestamp"];
            updated_at: components["schemas"]["Timestamp"];
            items: components["schemas"]["OrderItem"][];
            /** @description Where this caller may move the order now */
            allowed_transitions: components["schemas"]["OrderStatus"][];
        };
        HistoryEntry: {
            /** Format: uuid */
            event_id: string;
            order_id: components["schemas"]["Id"];
            version: number;
            type: components["schemas"]["EventType"];
            from_status: components["schemas"]["OrderStatus"] | null;
            to_status: components["schemas"]["OrderStatus"];
            /**
             * @description Who did it
             * @example user:1
             */
            actor: string;
            reason: string | null;
            request_id: string | null;
            occurred_at: components["schemas"]["Timestamp"];
        };
        /** @enum {string} */
        EventType: "order.created" | "order.status.updated";
        EventEnvelope: {
            /**
             * Format: uuid
             * @description UUIDv7 (RFC 9562); the AMQP message id
             */
            event_id: string;
            /** @description The order's version that this event made */
            order_version: number;
            timestamp: components["schemas"]["Timestamp"];
            /** @description W3C Trace Context of the request that caused it */
            traceparent: string | null;
        };
        OrderCreatedEvent: components["schemas"]["EventEnvelope"] & {
            /** @constant */
            event_type: "order.created";
            data: {
                order_id: components["schemas"]["Id"];
                /** Format: int64 */
                user_id: number;
                user_email: string;
                /** @description Exact decimal digits, two places */
                total_amount: number;
                items: {
                    product_id: number;
                    product_name: string;
                    quantity: number;
                    price: number;
                }[];
                status: components["schemas"]["OrderStatus"];
            };
        };
        OrderStatusUpdatedEvent: components["schemas"]["EventEnvelope"] & {
            /** @constant */
            event_type: "order.status.updated";
            data: {
                order_id: components["schemas"]["Id"];
                /** Format: int64 */
                user_id: number;
                user_email: string;
                old_status: components["schemas"]["OrderStatus"];
                new_status: components["schemas"]["OrderStatus"];
                /** @example user:1 */
                updated_by: string;
            };
        };
        OrderEvent: components["schemas"]["OrderCreatedEvent"] | components["schemas"]["OrderStatusUpdatedEvent"];
        EventPage: {
            events: components["schemas"]["OrderEvent"][];
            /** @description Where the next page begins, or a live stream; the same cursor again when nothing is new */
            next_cursor: string;
            /** @description Whether more was there when this page was read */
            has_more: boolean;
        };
        /**
         * @description A UUID (RFC 9562)
         * @example 0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11
         */
        EventId: string;
        /** @description Either one order's events, or everyone's over a time */
        ReplayEvents: components["schemas"]["ReplayOrder"] | components["schemas"]["ReplaySince"];
        ReplayOrder: {
            order_id: components["schemas"]["Id"];
        };
        ReplaySince: {
            since: components["schemas"]["Timestamp"];
            until?: components["schemas"]["Timestamp"];
            /** @description Events put back by one call; 1,000 if absent */
            limit?: number;
            cursor?: components["schemas"]["Cursor"];
        };
        Replay: {
            /** @description Events put back into the outbox by this call */
            queued: number;
            /** @description For the next call; null when there is no more */
            next_cursor: string | null;
            has_more: boolean;
        };
        Outbox: {
            /** @description Events that wait, dead-lettered ones included; an estimate above 10,000 */
            depth: number;
            /** @description Of the oldest event that waits and is not dead-lettered */
            oldest_age_seconds: number;
            /** @description Events put aside after repeated refusals; counted up to 10,000 */
            dead_lettered: number;
            broker: components["schemas"]["BrokerState"];
            /** @description Messages that the broker has not answered for yet */
            in_flight: number;
            /** @description Messages handed to the broker */
            published: number;
            /** @description Messages that a queue has taken */
            confirmed: number;
            /** @description Messages that no queue is bound for */
            returned: number;
            /** @description Messages that a queue would not take */
            nacked: number;
            /** @description Messages over which the broker closed the channel */
            refused: number;
            /** @description Messages that were never answered for, and go out again */
            unknown: number;
            /** @description Over the last ten seconds or so */
            confirms_per_second: number;
        };
        /**
         * @description `disabled` where no broker is configured: events stay in the outbox and in the feed
         * @enum {string}
         */
        BrokerState: "connected" | "disconnected" | "blocked" | "disabled";
        /**
         * @default dead_lettered
         * @enum {string}
         */
        OutboxEventState: "dead_lettered" | "waiting";
        OutboxEvent: {
            event_id: components["schemas"]["EventId"];
            order_id: components["schemas"]["Id"];
            order_version: number;
            event_type: components["schemas"]["EventType"];
            /** @enum {string} */
            state: "dead_lettered" | "waiting";
            /** @description How often it was returned, nacked or refused */
            attempts: number;
            /** @description How often the broker refused this very event */
            refusals: number;
            /**
             * Format: date-time
             * @description When it is tried again; null when it is due or dead-lettered
             */
            next_attempt_at: string | null;
            /** Format: date-time */
            dead_lettered_at: string | null;
            /** @description What the broker said last */
            last_error: string | null;
            /** @description Later events of the same order in the outbox */
            waiting_behind: number;
            occurred_at: components["schemas"]["Timestamp"];
        };
        OutboxEventPage: {
            events: components["schemas"]["OutboxEvent"][];
            /** @description Where the next page begins; null when there is none */
            next_cursor: string | null;
            has_more: boolean;
        };
        SkipOutboxEvent: {
            reason: components["schemas"]["Reason"];
        };
        SkippedEvent: {
            event_id: components["schemas"]["EventId"];
            order_id: components["schemas"]["Id"];
            order_version: number;
            event_type: components["schemas"]["EventType"];
            reason: string;
            /**
             * @description Who did it
             * @example user:1
             */
            skipped_by: string;
            skipped_at: components["schemas"]["Timestamp"];
            attempts: number;
            /** @description What the broker said last */
            last_error: string | null;
            occurred_at: components["schemas"]["Timestamp"];
        };
        /**
         * @default day
         * @enum {string}
         */
        StatisticsInterval: "hour" | "day";
        StatisticsFigures: {
            /** @description Orders placed, those cancelled since included */
            orders: number;
            /** @description What these orders came to; subtract `cancelled_amount` to leave out the cancelled ones */
            revenue: components["schemas"]["Money"];
            /** @description How many of these orders have been cancelled since */
            cancelled: number;
            /** @description What the cancelled ones came to */
            cancelled_amount: components["schemas"]["Money"];
        };
        StatisticsBucket: components["schemas"]["StatisticsFigures"] & {
            start: components["schemas"]["Timestamp"];
        };
        Statistics: {
            /** @description How far the figures reach; what happened later may be missing */
            as_of: components["schemas"]["Timestamp"];
            /** @enum {string} */
            interval: "hour" | "day";
            /** @description Start of the first bucket */
            since: components["schemas"]["Timestamp"];
            /** @description End of the last bucket */
            until: components["schemas"]["Timestamp"];
            /** @description All orders there are, by the status they have */
            by_status: {
                pending: number;
                confirmed: number;
                shipped: number;
                delivered: number;
                cancelled: number;
            };
            /** @description The sum of all buckets */
            total: components["schemas"]["StatisticsFigures"];
            /** @description Oldest first, one after the other, empty ones included */
            buckets: components["schemas"]["StatisticsBucket"][];
        };
        Me: {
            /** Format: int64 */
            user_id: number;
            /** @description Empty where the token has none */
            email: string;
            /** @description Whether the token is an operator's */
            operator: boolean;
            /** @description The token's `role` */
            roles: string[];
            /** @description The token's `scope`, split at spaces */
            scopes: string[];
            /** @description From this time on the token is refused */
            expires_at: components["schemas"]["Timestamp"];
            /**
             * @description Whose orders the caller may list, read and change, as the `scope` of `listOrders`
             * @enum {string}
             */
            order_scope: "own" | "all";
            /**
             * @description The statuses to which the caller may move orders at all. What one order allows now is in its
             *     `allowed_transitions`.
             */
            order_transitions: components["schemas"]["OrderStatus"][];
            /** @description The `operationId` of every operation in this document that the caller may call */
            operations: string[];
        };
        Health: {
            /** @enum {string} */
            status: "healthy" | "degraded" | "unhealthy";
            /** @constant */
            service: "order-service";
            version: string;
            /** @enum {string} */
            database: "connected" | "disconnected";
            /**
             * @description `disabled` where no broker is configured: events stay in the outbox and in the feed
             * @enum {string}
             */
            broker: "connected" | "disconnected" | "blocked" | "disabled";
            /** @description What has not reached the broker yet; null where the database cannot tell */
            outbox: {
                depth: number | null;
                oldest_age_seconds: number | null;
                /** @description Events put aside after repeated refusals */
                dead_lettered: number | null;
            };
        };
        Readiness: {
            /** @enum {string} */
            status: "ready" | "not_ready";
            /** @enum {string} */
            database: "connected" | "disconnected";
            /** @enum {string} */
            migrations: "current" | "behind" | "unknown";
            /** @enum {string} */
            broker: "connected" | "disconnected" | "blocked" | "disabled";
        };
        /** @enum {string} */
        ProblemCode: "malformed_json" | "malformed_request" | "authentication_required" | "token_invalid" | "token_expired" | "operator_required" | "transition_not_permitted" | "order_not_found" | "product_not_found" | "event_not_found" | "route_not_found" | "method_not_allowed" | "invalid_transition" | "product_inactive" | "insufficient_stock" | "idempotency_key_in_use" | "event_not_dead_lettered" | "version_mismatch" | "body_too_large" | "unsupported_media_type" | "validation_failed" | "idempotency_key_reused" | "order_total_too_large" | "rate_limited" | "internal_error" | "product_service_invalid_response" | "product_service_unavailable" | "database_unavailable" | "service_overloaded" | "outcome_unknown" | "identity_provider_unavailable" | "product_service_timeout";
        ProblemDetails: {
            /**
             * Format: uri-reference
             * @description Path of the page that explains this problem
             */
            type: string;
            title: string;
            status: number;
            /** @description What went wrong and what to do, in a sentence */
            detail: string;
            code: components["schemas"]["ProblemCode"];
            request_id: string;
        };
        /** @description A problem that says all in its code and detail */
        PlainProblem: components["schemas"]["ProblemDetails"] & {
            /** @enum {string} */
            code?: "malformed_json" | "malformed_request" | "authentication_required" | "token_invalid" | "token_expired" | "operator_required" | "order_not_found" | "event_not_found" | "event_not_dead_lettered" | "route_not_found" | "method_not_allowed" | "body_too_large" | "unsupported_media_type" | "internal_error";
        };
        MalformedRequestProblem: components["schemas"]["ProblemDetails"] & {
            /** @enum {string} */
            code?: "malformed_json" | "malformed_request";
        };
        UnauthorizedProblem: components["schemas"]["ProblemDetails"] & {
            /** @enum {string} */
            code?: "authentication_required" | "token_invalid" | "token_expired";
        };
        OperatorRequiredProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "operator_required";
        };
        OrderNotFoundProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "order_not_found";
        };
        EventNotFoundProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "event_not_found";
        };
        EventNotDeadLetteredProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "event_not_dead_lettered";
        };
        BodyTooLargeProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "body_too_large";
        };
        UnsupportedMediaTypeProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "unsupported_media_type";
        };
        InternalErrorProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "internal_error";
        };
        TransitionNotPermittedProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "transition_not_permitted";
            current_status: components["schemas"]["OrderStatus"];
            allowed_transitions: components["schemas"]["OrderStatus"][];
        };
        InvalidTransitionProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "invalid_transition";
            current_status: components["schemas"]["OrderStatus"];
            allowed_transitions: components["schemas"]["OrderStatus"][];
        };
        VersionMismatchProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "version_mismatch";
            current_version: number;
            current_status: components["schemas"]["OrderStatus"];
            allowed_transitions: components["schemas"]["OrderStatus"][];
        };
        ProductNotFoundProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "product_not_found";
            product_id: number;
        };
        ProductInactiveProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "product_inactive";
            product_id: number;
        };
        InsufficientStockProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "insufficient_stock";
            product_id: number;
            /** @description Summed over the lines of this product */
            requested: number;
            available: number;
        };
        IdempotencyKeyInUseProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "idempotency_key_in_use";
            /** @description Seconds */
            retry_after: number;
        };
        ValidationFailedProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "validation_failed";
            errors: components["schemas"]["Violation"][];
        };
        Violation: {
            /** @enum {string} */
            in: "body" | "query" | "path" | "header";
            /** @description JSON pointer (RFC 6901) into the body, or to the parameter */
            pointer: string;
            detail: string;
        };
        IdempotencyKeyReusedProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "idempotency_key_reused";
        };
        OrderTotalTooLargeProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "order_total_too_large";
        };
        RateLimitedProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "rate_limited";
            /** @description Seconds */
            retry_after: number;
        };
        ProductServiceInvalidResponseProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "product_service_invalid_response";
            product_id: number;
        };
        ProductServiceUnavailableProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "product_service_unavailable";
            /** @description Seconds */
            retry_after: number;
        };
        ProductServiceTimeoutProblem: components["schemas"]["ProblemDetails"] & {
            /** @constant */
            code?: "product_service_timeout";
        };
        /**
         * @description `outcome_unknown`: the connection to the database was lost while the change was being made; it may have been
         *     made. Read the order, or send the same request with the same `Idempotency-Key` again.
         *     `identity_provider_unavailable`: the keys that tokens are checked against could not be fetched.
         */
        ServiceUnavailableProblem: components["schemas"]["ProblemDetails"] & {
            /** @enum {string} */
            code?: "database_unavailable" | "service_overloaded" | "outcome_unknown" | "identity_provider_unavailable";
            /** @description Seconds */
            retry_after: number;
        };
        /** @description Every problem document this service answers with */
        Problem: components["schemas"]["PlainProblem"] | components["schemas"]["TransitionNotPermittedProblem"] | components["schemas"]["InvalidTransitionProblem"] | components["schemas"]["VersionMismatchProblem"] | components["schemas"]["ProductNotFoundProblem"] | components["schemas"]["ProductInactiveProblem"] | components["schemas"]["InsufficientStockProblem"] | components["schemas"]["IdempotencyKeyInUseProblem"] | components["schemas"]["ValidationFailedProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"] | components["schemas"]["OrderTotalTooLargeProblem"] | components["schemas"]["RateLimitedProblem"] | components["schemas"]["ProductServiceInvalidResponseProblem"] | components["schemas"]["ProductServiceUnavailableProblem"] | components["schemas"]["ProductServiceTimeoutProblem"] | components["schemas"]["ServiceUnavailableProblem"];
    };
    responses: {
        /** @description The request is not well-formed HTTP, or its body is not JSON */
        MalformedRequest: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["MalformedRequestProblem"];
            };
        };
        /** @description The token is missing or not valid */
        Unauthorized: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                /** @description RFC 6750 */
                "WWW-Authenticate": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnauthorizedProblem"];
            };
        };
        /** @description Only an operator may ask for this */
        OperatorRequired: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["OperatorRequiredProblem"];
            };
        };
        /** @description There is no such order, or it is someone else's */
        OrderNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["OrderNotFoundProblem"];
            };
        };
        /** @description There is no such event in the outbox */
        EventNotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["EventNotFoundProblem"];
            };
        };
        /** @description The body is larger than 64 KiB */
        BodyTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
            };
        };
        /** @description The body is not `application/json` */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
            };
        };
        /** @description The request breaks the contract; `errors` names every place */
        ValidationFailed: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ValidationFailedProblem"];
            };
        };
        /** @description Too many requests of this user */
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
        /** @description A fault of this service; its logs have the `request_id` */
        InternalError: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["InternalErrorProblem"];
            };
        };
        /** @description The database cannot be reached, or the server is too busy */
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
        /** @description The request could not be understood */
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
         * @description The order's id
         * @example 42
         */
        OrderId: components["schemas"]["Id"];
        /** @description How many entries a page holds at most */
        Limit: number;
        /** @description Where the page begins, as an earlier answer of the same operation gave it */
        Cursor: components["schemas"]["Cursor"];
        /** @description The event's id, as in its message */
        EventId: components["schemas"]["EventId"];
        /**
         * @description Identifies this request among those of the same user, so that sending it again makes no second order
         *     (draft-ietf-httpapi-idempotency-key-header). Kept for 24 hours at least.
         * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
         */
        IdempotencyKey: components["schemas"]["IdempotencyKey"];
        /** @description W3C Trace Context, carried into the order's events; one that is not well formed is passed over */
        TraceParent: string;
    };
    requestBodies: never;
    headers: {
        /** @description Names the request in the server's logs; the caller's own `X-Request-Id` where it sent a sane one */
        RequestId: string;
        /** @description The order's `version` as an entity tag, for `If-Match` and `If-None-Match` */
        OrderETag: string;
        /** @description Seconds to wait before trying again (RFC 9110) */
        RetryAfter: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listOrders: {
        parameters: {
            query?: {
                /** @description How many entries a page holds at most */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description How many orders to leave out before the page begins. Kept for older clients; its cost grows with its value.
                 *     Follow `Link` to read further than its maximum.
                 */
                skip?: number;
                /** @description Where the page begins, as an earlier answer of the same operation gave it */
                cursor?: components["parameters"]["Cursor"];
                /** @description Only orders in this status; may be repeated */
                status?: components["schemas"]["OrderStatus"][];
                /**
                 * @description Only orders placed at this time or later (inclusive). Compared to the microsecond. Spans of which one's
                 *     `created_before` is the next one's `created_after` neither overlap nor leave a gap.
                 */
                created_after?: components["schemas"]["Timestamp"];
                /** @description Only orders placed before this time (exclusive) */
                created_before?: components["schemas"]["Timestamp"];
                /** @description Only this user's orders; another user's are for operators */
                user_id?: components["schemas"]["Id"];
                /** @description `own`: the caller's orders; `all`: everyone's, for operators. Not read where `user_id` is given. */
                scope?: "own" | "all";
            };
            header?: {
                /** @description W3C Trace Context, carried into the order's events; one that is not well formed is passed over */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of orders */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The next page, where there is one (RFC 8288) */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"][];
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
    createOrder: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Identifies this request among those of the same user, so that sending it again makes no second order
                 *     (draft-ietf-httpapi-idempotency-key-header). Kept for 24 hours at least.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description W3C Trace Context, carried into the order's events; one that is not well formed is passed over */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOrder"];
            };
        };
        responses: {
            /** @description The order, as it was placed */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["OrderETag"];
                    /** @description Path of the new order */
                    Location: string;
                    /** @description Present, and `true`, when this repeats the answer to an earlier request with the same key */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            /** @description A product of the order does not exist */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProductNotFoundProblem"];
                };
            };
            /** @description The products cannot be ordered as asked, or a request with this key is still under way */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProductInactiveProblem"] | components["schemas"]["InsufficientStockProblem"] | components["schemas"]["IdempotencyKeyInUseProblem"];
                };
            };
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            /** @description The request breaks the contract, or its key was used for another request */
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
            /** @description The product service answered with something that is not a product */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProductServiceInvalidResponseProblem"];
                };
            };
            /** @description A service that this one needs cannot be reached, or this one is too busy */
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
            /** @description The product service did not answer in time */
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
                /** @description Entity tags the caller holds; the answer is 304 when one of them is current */
                "If-None-Match"?: string;
                /** @description W3C Trace Context, carried into the order's events; one that is not well formed is passed over */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path: {
                /**
                 * @description The order's id
                 * @example 42
                 */
                order_id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order */
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
            /** @description The caller's copy is current */
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
                /** @description The version the caller has seen, as its entity tag, such as `"2"` */
                "If-Match"?: string;
                /** @description W3C Trace Context, carried into the order's events; one that is not well formed is passed over */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path: {
                /**
                 * @description The order's id
                 * @example 42
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
            /** @description The order after the move */
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
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthorized"];
            /** @description The owner of an order may not move it there */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransitionNotPermittedProblem"];
                };
            };
            404: components["responses"]["OrderNotFound"];
            /** @description The order cannot go from its status to the one asked for */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidTransitionProblem"];
                };
            };
            /** @description The order has changed since the version in `If-Match` */
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
                /** @description W3C Trace Context, carried into the order's events; one that is not well formed is passed over */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path: {
                /**
                 * @description The order's id
                 * @example 42
                 */
                order_id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every change of the order, oldest first */
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
    listEvents: {
        parameters: {
            query?: {
                /** @description How many entries a page holds at most */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins, as an earlier answer of the same operation gave it */
                cursor?: components["parameters"]["Cursor"];
                /** @description Only events that occurred at this time or later. A cursor wins over it. */
                since?: components["schemas"]["Timestamp"];
            };
            header?: {
                /** @description Where a live stream is resumed; a cursor. Wins over `cursor`. */
                "Last-Event-ID"?: components["schemas"]["Cursor"];
                /** @description W3C Trace Context, carried into the order's events; one that is not well formed is passed over */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the feed, or the live stream */
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
                /** @description W3C Trace Context, carried into the order's events; one that is not well formed is passed over */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayEvents"];
            };
        };
        responses: {
            /** @description The events are in the outbox and will be published */
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
            403: components["responses"]["OperatorRequired"];
            404: components["responses"]["OrderNotFound"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
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
                /** @description W3C Trace Context, carried into the order's events; one that is not well formed is passed over */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of the outbox */
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
                 * @description `dead_lettered` events were refused by the broker again and again, and wait for an operator; `waiting` ones will be
                 *     published by themselves, or once an earlier event of their order is out of the way
                 */
                state?: components["schemas"]["OutboxEventState"];
                /** @description How many entries a page holds at most */
                limit?: components["parameters"]["Limit"];
                /** @description Where the page begins, as an earlier answer of the same operation gave it */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /** @description W3C Trace Context, carried into the order's events; one that is not well formed is passed over */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the outbox */
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
                /** @description W3C Trace Context, carried into the order's events; one that is not well formed is passed over */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path: {
                /** @description The event's id, as in its message */
                event_id: components["parameters"]["EventId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event, which is due now */
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
            403: components["responses"]["OperatorRequired"];
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
                /** @description W3C Trace Context, carried into the order's events; one that is not well formed is passed over */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path: {
                /** @description The event's id, as in its message */
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
            /** @description What is kept of the event */
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
            403: components["responses"]["OperatorRequired"];
            404: components["responses"]["EventNotFound"];
            /** @description The event is not dead-lettered, and will be published by itself */
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
                 * @description Begins with the hour or day that holds this time; if absent, 30 days or 24 hours before `until`. At most 1,000
                 *     buckets are answered.
                 */
                since?: components["schemas"]["Timestamp"];
                /** @description Ends before the first hour or day that begins at this time or later; now, if absent */
                until?: components["schemas"]["Timestamp"];
                /** @description The length of a bucket */
                interval?: components["schemas"]["StatisticsInterval"];
            };
            header?: {
                /** @description W3C Trace Context, carried into the order's events; one that is not well formed is passed over */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
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
    getMe: {
        parameters: {
            query?: never;
            header?: {
                /** @description W3C Trace Context, carried into the order's events; one that is not well formed is passed over */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller, as the token says */
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
            /** @description The state of the service */
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
            /** @description The process answers */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "alive";
                    };
                };
            };
            "4XX": components["responses"]["Refused"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Requests can be served */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Requests cannot be served */
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
            /** @description Prometheus text format */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
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
            /** @description OpenAPI 3.1 document */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
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
            /** @description HTML */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
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
                 * @description The `code` of a problem document
                 * @example insufficient_stock
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the problem means */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description There is no such problem */
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
            /** @description Acknowledged by the consumer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused by the consumer */
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
            /** @description Acknowledged by the consumer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused by the consumer */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
