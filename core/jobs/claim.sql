-- The fair choice, in one statement: whose turn it is, which job, what may share its batch.
-- turns is read in the order of its index ix_turns_fair, so the cost does not grow with what waits (bar P3).
WITH head AS (
    SELECT j.batch_key
    FROM turns t
    CROSS JOIN LATERAL (
        SELECT id, batch_key FROM jobs
        WHERE owner_id = t.user_id AND state = 'queued' AND target = ANY(:targets)
          AND (not_before IS NULL OR not_before <= :now)
        ORDER BY id LIMIT 1
    ) j
    WHERE t.waiting
      AND (SELECT count(*) FROM jobs h WHERE h.owner_id = t.user_id AND h.state IN ('dispatched', 'running'))
          < t.most_running
    ORDER BY t.served_at NULLS FIRST, t.weight DESC, t.since
    LIMIT 1
),
people AS (
    SELECT t.user_id, t.served_at, t.weight, t.since,
           t.most_running - (SELECT count(*) FROM jobs h
                             WHERE h.owner_id = t.user_id AND h.state IN ('dispatched', 'running')) AS room
    FROM turns t
    CROSS JOIN LATERAL (  -- not EXISTS: that becomes a join over all that waits
        SELECT 1 FROM jobs j
        WHERE j.owner_id = t.user_id AND j.state = 'queued' AND j.batch_key = (SELECT batch_key FROM head)
          AND (j.not_before IS NULL OR j.not_before <= :now)
        LIMIT 1
    ) ready
    WHERE t.waiting
    ORDER BY t.served_at NULLS FIRST, t.weight DESC, t.since
    LIMIT :width
),
candidates AS (
    SELECT j.id, sum(j.pictures) OVER fair AS pictures, row_number() OVER fair AS place
    FROM people p
    CROSS JOIN head
    CROSS JOIN LATERAL (
        SELECT id, pictures, row_number() OVER (ORDER BY id) AS nth FROM jobs
        WHERE owner_id = p.user_id AND state = 'queued' AND batch_key = head.batch_key
          AND (not_before IS NULL OR not_before <= :now)
        ORDER BY id LIMIT LEAST(:width, GREATEST(p.room, 0))
    ) j
    WINDOW fair AS (ORDER BY j.nth, p.served_at NULLS FIRST, p.weight DESC, p.since, j.id)
),
chosen AS (
    UPDATE jobs SET state = 'dispatched', attempt = attempt + 1, order_id = :order_id, worker = :worker,
                    dispatched_at = :now, lease_until = :lease_until
    WHERE id IN (SELECT id FROM candidates WHERE place = 1 OR pictures <= :width) AND state = 'queued'
    RETURNING id, owner_id, attempt, kind, spec
),
served AS (
    UPDATE turns t SET served_at = :now, since = :now, waiting = EXISTS (
        SELECT 1 FROM jobs j WHERE j.owner_id = t.user_id AND j.state = 'queued'
                               AND NOT EXISTS (SELECT 1 FROM chosen c WHERE c.id = j.id))
    WHERE t.user_id IN (SELECT owner_id FROM chosen)
)
SELECT id, attempt, kind, spec FROM chosen ORDER BY id
