-- The good end of a job in one statement: its state, its charge, its pictures; nothing where the attempt is not current.
-- A picture that no classifier has judged (level is null) is not public, whatever was wished.
WITH ended AS (
    UPDATE jobs SET state = 'succeeded', finished_at = :now, lease_until = NULL, error = NULL, words = :words
    WHERE id = :job AND attempt = :attempt AND state IN ('dispatched', 'running')
    RETURNING id, owner_id, visibility, hide_prompt, spec, target, parent_id, kind, started_at
),
settled AS (
    INSERT INTO ledger (id, user_id, job_id, kind, credits, day, created_at)
    -- What another engine drew for less is given back.
    SELECT gen_random_uuid(), l.user_id, l.job_id, 'settle', GREATEST(0, -l.credits - CAST(ended.spec ->> 'cost' AS int)),
           l.day, :now
    FROM ledger l JOIN ended ON ended.id = l.job_id
    WHERE l.kind = 'reserve'
    ON CONFLICT DO NOTHING
),
pictures AS (
    INSERT INTO media (id, job_id, owner_id, position, slug, key, media_type, width, height, bytes, seed, prompt,
                       prompt_hidden, target, style, thumbhash, alt, not_drawn, scene, visibility, level, judged,
                       quarantined, engine_ms, created_at, published_at, part,
                       renditions_at, seconds)
    SELECT p.id, e.id, e.owner_id, p.position, p.slug, p.key, p.media_type, p.width, p.height, p.bytes, p.seed,
           e.spec ->> 'prompt', e.hide_prompt, e.target, e.spec ->> 'style', p.thumbhash, p.alt,
           ARRAY(SELECT jsonb_array_elements_text(p.not_drawn)), p.scene,
           CASE WHEN e.visibility = 'public' AND rated.level IS NULL THEN 'private' ELSE e.visibility END,
           COALESCE(rated.level, 0), rated.level IS NOT NULL, false, :engine_ms, :now,
           CASE WHEN e.visibility = 'public' AND rated.level IS NOT NULL THEN CAST(:now AS timestamptz) END,
           e.kind IN ('panel', 'export') OR (e.kind = 'comic' AND p.position > 0),
           CASE WHEN p.media_type NOT LIKE 'image/%' THEN CAST(:now AS timestamptz) END, p.seconds
    FROM ended e, jsonb_to_recordset(:pictures) AS p (
        id uuid, position smallint, slug text, key text, media_type text, width int, height int, bytes int,
        seed bigint, thumbhash text, alt jsonb, not_drawn jsonb, scene jsonb,
        level smallint, seconds double precision)
    -- An enlarged picture shows what the smaller one shows, so where nobody could look the owner's own rating holds.
    CROSS JOIN LATERAL (SELECT COALESCE(p.level, CASE WHEN e.kind = 'upscale' THEN (
        SELECT max(m.level) FROM media m
        WHERE m.key = e.spec ->> 'reference' AND m.owner_id = e.owner_id AND m.judged) END) AS level) AS rated
)
SELECT (SELECT array_agg(d.platform) FROM deliveries d WHERE d.job_id = ended.id) AS platforms, parent_id,
       owner_id, kind, target, started_at FROM ended
