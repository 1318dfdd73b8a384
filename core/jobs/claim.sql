-- The fair choice, in one statement: whose turn it is, which job, what may share its batch.
-- turns is read in the order of its index ix_turns_fair, so the cost does not grow with what waits (bar P3).
-- Where the fair choice would have the worker change its model, somebody near may go first whose model is loaded (P7);
-- each of them once, and so many altogether, then it is the turn of the one who was passed (R4).
WITH fair AS (
    SELECT t.user_id, t.bypassed, t.bypassed_at, j.batch_key, j.target
    FROM turns t
    CROSS JOIN LATERAL (
        SELECT id, batch_key, target FROM jobs
        WHERE owner_id = t.user_id AND state = 'queued' AND target = ANY(:targets) AND kind <> ALL(:paused)
          AND (not_before IS NULL OR not_before <= :now)
        ORDER BY id LIMIT 1
    ) j
    WHERE t.waiting
      AND (SELECT count(*) FROM jobs h WHERE h.owner_id = t.user_id AND h.state IN ('dispatched', 'running'))
          < t.most_running
    ORDER BY t.served_at NULLS FIRST, t.weight DESC, t.since
    LIMIT 1
),
passing AS (
    SELECT j.batch_key
    FROM (SELECT f.bypassed_at FROM fair f
          WHERE NOT f.target = ANY(:warm) AND cardinality(:warm) > 0 AND f.bypassed < :most_bypassed) passed
    CROSS JOIN LATERAL (
        SELECT user_id, served_at, weight, since, most_running FROM turns
        WHERE waiting ORDER BY served_at NULLS FIRST, weight DESC, since LIMIT :nearest
    ) near
    CROSS JOIN LATERAL (
        SELECT batch_key, target FROM jobs
        WHERE owner_id = near.user_id AND state = 'queued' AND target = ANY(:targets) AND kind <> ALL(:paused)
          AND (not_before IS NULL OR not_before <= :now)
        ORDER BY id LIMIT 1
    ) j
    WHERE j.target = ANY(:warm)
      AND (passed.bypassed_at IS NULL OR near.served_at IS NULL OR near.served_at < passed.bypassed_at)
      AND (SELECT count(*) FROM jobs h WHERE h.owner_id = near.user_id AND h.state IN ('dispatched', 'running'))
          < near.most_running
    ORDER BY near.served_at NULLS FIRST, near.weight DESC, near.since
    LIMIT 1
),
passed AS (
    UPDATE turns t SET bypassed = t.bypassed + 1, bypassed_at = COALESCE(t.bypassed_at, :now)
    WHERE t.user_id = (SELECT user_id FROM fair) AND EXISTS (SELECT 1 FROM passing)
),
head AS (
    SELECT batch_key FROM passing
    UNION ALL
    SELECT batch_key FROM fair
    WHERE NOT EXISTS (SELECT 1 FROM passing) AND (bypassed >= :most_bypassed OR NOT target = ANY(:elsewhere))
),
people AS (
    SELECT t.user_id, t.xmin AS version, t.served_at, t.weight, t.since,
           t.most_running - (SELECT count(*) FROM jobs h
                             WHERE h.owner_id = t.user_id AND h.state IN ('dispatched', 'running')) AS room
    FROM turns t
    CROSS JOIN LATERAL (  -- not EXISTS: that becomes a join over all that waits
        SELECT 1 FROM jobs j
        WHERE j.owner_id = t.user_id AND j.state = 'queued' AND j.batch_key = (SELECT batch_key FROM head)
          AND j.kind <> ALL(:paused)
          AND (j.not_before IS NULL OR j.not_before <= :now)
        LIMIT 1
    ) ready
    -- Who is passed takes no part in that batch with something else: the job that waits stays the next of theirs.
    WHERE t.waiting AND NOT EXISTS (SELECT 1 FROM passing, fair WHERE fair.user_id = t.user_id)
    ORDER BY t.served_at NULLS FIRST, t.weight DESC, t.since
    LIMIT :width
),
candidates AS (
    SELECT j.id, sum(j.pictures) OVER fair AS pictures, row_number() OVER fair AS place
    FROM people p
    CROSS JOIN head
    CROSS JOIN LATERAL (
        SELECT id, pictures, row_number() OVER (ORDER BY id) AS nth FROM jobs
        WHERE owner_id = p.user_id AND state = 'queued' AND batch_key = head.batch_key AND kind <> ALL(:paused)
          AND (not_before IS NULL OR not_before <= :now)
        ORDER BY id LIMIT LEAST(:width, GREATEST(p.room, 0))
    ) j
    WINDOW fair AS (ORDER BY j.nth, p.served_at NULLS FIRST, p.weight DESC, p.since, j.id)
),
chosen AS (
    UPDATE jobs SET state = 'dispatched', attempt = attempt + 1, order_id = :order_id, worker = :worker,
                    dispatched_at = :now, lease_until = :lease_until
    WHERE id IN (SELECT id FROM candidates WHERE place = 1 OR pictures <= :width) AND state = 'queued'
    RETURNING id, owner_id, attempt, kind, spec, embed_prompt
),
served AS (
    -- What somebody asked while this statement ran is not in its snapshot, but it changed their row of turns: such a
    -- row is read again, in its new version, before it is written. They go on waiting, else nobody ever served them.
    UPDATE turns t SET served_at = :now, since = :now, bypassed = 0, bypassed_at = NULL,
                       waiting = t.xmin <> p.version OR EXISTS (
        SELECT 1 FROM jobs j WHERE j.owner_id = t.user_id AND j.state = 'queued'
                               AND NOT EXISTS (SELECT 1 FROM chosen c WHERE c.id = j.id))
    FROM people p
    WHERE p.user_id = t.user_id AND t.user_id IN (SELECT owner_id FROM chosen)
)
SELECT id, attempt, kind, spec, embed_prompt FROM chosen ORDER BY id
