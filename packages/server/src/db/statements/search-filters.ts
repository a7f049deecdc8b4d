/** The term that a search is for, from its one filter that has terms. */
export const TERM = `CASE
            WHEN @productId IS NOT NULL THEN order_search_term('product_id', @productId::text)
            WHEN @userEmail IS NOT NULL THEN order_search_term('user_email', lower(@userEmail))
            WHEN @reference IS NOT NULL THEN order_search_term('reference', @reference)
            ELSE (SELECT order_search_term('metadata', key || '=' || value) FROM json_each_text(@metadata) LIMIT 1)
          END`;

/** Whether an order `o` fits all filters of a search. */
export const HAS_FILTERS = `(
        (@ownerId IS NULL OR o.user_id = @ownerId) AND (@ids IS NULL OR o.id = ANY (@ids)) AND o.status = ANY (@statuses)
        AND o.created_at >= @createdAfter AND o.created_at < @createdBefore
        AND o.updated_at >= @updatedAfter AND o.updated_at < @updatedBefore
        AND o.total_amount >= @totalMin AND o.total_amount <= @totalMax
        AND (@reference IS NULL OR o.reference = @reference)
        AND (@userEmail IS NULL OR lower(o.user_email) = lower(@userEmail))
        AND (@productId IS NULL
             OR EXISTS (SELECT FROM json_array_elements(o.items) i WHERE (i ->> 'product_id')::bigint = @productId))
        AND NOT EXISTS (SELECT FROM json_each_text(@metadata) m WHERE (o.metadata ->> m.key) IS DISTINCT FROM m.value)
      )`;
