-- Holds: set aside, then posted, voided or run out, once.

-- p_pots NULL: out of a person's pots for a purpose, in their order.
CREATE FUNCTION money_hold(
    p_hold uuid, p_happening uuid, p_source text, p_key text, p_at timestamptz, p_expires timestamptz, p_reason text,
    p_subject uuid, p_by uuid, p_behalf uuid, p_payer uuid, p_purpose text, p_fen bigint, p_to uuid, p_pots uuid[],
    p_parts bigint[],
    OUT hold uuid, OUT fresh boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    request bytea := sha256(convert_to(
        concat_ws(' ', 'hold', p_payer, p_purpose, p_fen, p_to, p_pots::text, p_parts::text), 'UTF8'));
    there money_hold;
    stands money_balance;
    book text;
    account record;
    chosen record;
    pots uuid[] := p_pots;
    parts bigint[] := p_parts;
BEGIN
    PERFORM money_isolation();
    IF p_fen IS NULL OR p_fen <= 0 THEN
        PERFORM money_refused('money.amount');
    END IF;
    fresh := false;
    -- the name first: a twin waits here, and then finds what we made
    SELECT * INTO there FROM money_hold WHERE source = p_source AND key = p_key;
    IF NOT FOUND THEN
        INSERT INTO money_hold (id, source, key, state, to_id, fen, reason, subject, at, expires_at, request)
        VALUES (p_hold, p_source, p_key, 'pending', p_to, p_fen, p_reason, p_subject, p_at, p_expires, request)
        ON CONFLICT (source, key) DO NOTHING;
        fresh := FOUND;
        IF NOT fresh THEN
            SELECT * INTO there FROM money_hold WHERE source = p_source AND key = p_key;
        END IF;
    END IF;
    IF NOT fresh THEN
        IF there.request <> request THEN
            PERFORM money_refused('money.key_reused', jsonb_build_object('key', p_key));
        END IF;
        hold := there.id;
        RETURN;
    END IF;
    IF pots IS NULL THEN
        chosen := money_pots(p_payer, p_purpose, p_fen, p_to, p_at, '', '', '');
        pots := chosen.pots;
        parts := chosen.parts;
    ELSIF cardinality(pots) <> cardinality(parts) OR p_to = ANY (pots)
        OR (SELECT sum(part) <> p_fen OR min(part) <= 0 FROM unnest(parts) AS part)
        OR (SELECT count(DISTINCT pot) <> count(*) FROM unnest(pots) AS pot)
    THEN
        PERFORM money_refused('money.unbalanced');
    END IF;
    FOR account IN
        SELECT id, part FROM unnest(pots || p_to, parts || NULL::bigint) AS t (id, part) ORDER BY id
    LOOP
        UPDATE money_balance b
        SET held = b.held + coalesce(account.part, 0), coming = b.coming + CASE WHEN account.part IS NULL THEN p_fen ELSE 0 END
        WHERE b.account_id = account.id AND NOT b.append_only
        AND (b.floor IS NULL OR account.part IS NULL OR b.balance - b.held - account.part >= b.floor)
        RETURNING * INTO stands;
        IF NOT FOUND THEN
            stands := money_look(account.id, -coalesce(account.part, 0));
            IF account.part IS NOT NULL AND stands.floor IS NOT NULL THEN
                PERFORM money_refused('money.hold_out_of_append_only');
            END IF;
        ELSIF account.part IS NULL AND stands.balance + stands.coming > stands.ceiling THEN
            PERFORM money_refused('money.over_ceiling', jsonb_build_object('ceiling', money_yuan(stands.ceiling)));
        END IF;
        IF stands.closed THEN
            PERFORM money_refused('money.account_closed');
        END IF;
        book := coalesce(book, stands.book);
        IF stands.book <> book THEN
            PERFORM money_refused('money.two_books');
        END IF;
    END LOOP;
    INSERT INTO money_holdline (hold_id, line, account_id, fen)
    SELECT p_hold, n, pot, part FROM unnest(pots, parts) WITH ORDINALITY AS t (pot, part, n);
    INSERT INTO trail_happening (id, at, subject, kind, verb, actor, on_behalf_of, after, facts)
    VALUES (
        p_happening, p_at, coalesce(p_subject, p_hold), 'money.hold', 'held', p_by, p_behalf, 'pending',
        jsonb_build_object('hold', p_hold, 'fen', p_fen, 'reason', p_reason)
    );
    hold := p_hold;
END $$;

-- p_fen NULL: in full. What is not posted is free again; a part is taken in spending order.
CREATE FUNCTION money_hold_post(
    p_hold uuid, p_entry uuid, p_happening uuid, p_at timestamptz, p_booked date, p_note text, p_by uuid,
    p_behalf uuid, p_fen bigint,
    OUT entry uuid, OUT fresh boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    h money_hold;
    amount bigint;
    pots uuid[];
    taken bigint[];
    held bigint[];
BEGIN
    PERFORM money_isolation();
    SELECT * INTO h FROM money_hold WHERE id = p_hold FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM money_refused('money.no_hold');
    END IF;
    amount := coalesce(p_fen, h.fen);
    IF h.state = 'posted' AND h.posted_fen = amount THEN
        entry := h.entry_id;
        fresh := false;
        RETURN;
    END IF;
    IF h.state <> 'pending' THEN
        PERFORM money_refused('money.hold_ended', jsonb_build_object('state', h.state));
    END IF;
    IF h.expires_at <= p_at THEN
        PERFORM money_refused('money.hold_expired');
    END IF;
    IF amount <= 0 OR amount > h.fen THEN
        PERFORM money_refused('money.over_hold', jsonb_build_object('held', money_yuan(h.fen)));
    END IF;
    SELECT array_agg(account_id ORDER BY line), array_agg(-greatest(least(upto, amount) - (upto - fen), 0) ORDER BY line),
        array_agg(fen ORDER BY line)
    INTO pots, taken, held
    FROM (
        SELECT account_id, line, fen, sum(fen) OVER (ORDER BY line)::bigint AS upto FROM money_holdline WHERE hold_id = h.id
    ) lines;
    SELECT w.entry, w.fresh INTO entry, fresh FROM money_write(
        p_entry, p_happening, 'money.hold', h.id::text, 'hold ' || amount, 'posted', p_at, p_booked, h.reason, p_note,
        coalesce(h.subject, h.id), p_by, p_behalf, NULL, pots || h.to_id, taken || amount, held || 0::bigint,
        array_fill(0::bigint, ARRAY[cardinality(pots)]) || h.fen
    ) AS w;
    UPDATE money_hold SET state = 'posted', entry_id = p_entry, posted_fen = amount, ended_at = p_at WHERE id = h.id;
END $$;

-- How: voided or expired. True where this call ended it.
CREATE FUNCTION money_hold_end(
    p_hold uuid, p_happening uuid, p_how text, p_at timestamptz, p_by uuid, p_behalf uuid
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    h money_hold;
    account record;
BEGIN
    PERFORM money_isolation();
    SELECT * INTO h FROM money_hold WHERE id = p_hold FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM money_refused('money.no_hold');
    END IF;
    IF h.state = p_how THEN
        RETURN false;
    END IF;
    IF h.state <> 'pending' OR (p_how = 'expired' AND h.expires_at > p_at) OR p_how NOT IN ('voided', 'expired') THEN
        PERFORM money_refused('money.hold_ended', jsonb_build_object('state', h.state));
    END IF;
    FOR account IN
        SELECT account_id, fen, 0::bigint AS arriving FROM money_holdline WHERE hold_id = h.id
        UNION ALL SELECT h.to_id, 0, h.fen ORDER BY account_id
    LOOP
        UPDATE money_balance b SET held = b.held - account.fen, coming = b.coming - account.arriving
        WHERE b.account_id = account.account_id AND NOT b.append_only;
    END LOOP;
    UPDATE money_hold SET state = p_how, ended_at = p_at WHERE id = h.id;
    INSERT INTO trail_happening (id, at, subject, kind, verb, actor, on_behalf_of, before, after, facts)
    VALUES (
        p_happening, p_at, coalesce(h.subject, h.id), 'money.hold', p_how, p_by, p_behalf, 'pending', p_how,
        jsonb_build_object('hold', h.id, 'fen', h.fen, 'reason', h.reason)
    );
    RETURN true;
END $$;
