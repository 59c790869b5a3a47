-- Paying out of a person's pots in their order, and giving back to the same pots in reverse.

CREATE FUNCTION money_order(p_purpose text) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT kinds FROM money_spending_order WHERE purpose = p_purpose),
        (SELECT kinds FROM money_spending_order WHERE purpose = ''),
        ARRAY['voucher', 'subsidy', 'wallet']
    )::text[]
$$;

-- Locks a person's pots and the receiver, sorted, and says what is taken from which.
CREATE FUNCTION money_pots(
    p_person uuid, p_purpose text, p_fen bigint, p_to uuid, p_at timestamptz, p_source text, p_key text, p_request text,
    OUT pots uuid[], OUT parts bigint[], OUT already uuid
) LANGUAGE plpgsql AS $$
DECLARE
    kinds text[] := money_order(p_purpose);
    rest bigint := p_fen;
    pot record;
    part bigint;
BEGIN
    IF p_fen IS NULL OR p_fen <= 0 THEN
        PERFORM money_refused('money.amount');
    END IF;
    SELECT array_agg(id) INTO pots FROM money_account
    WHERE person_id = p_person AND kind = ANY (kinds) AND purpose IN ('', p_purpose)
    AND closed_at IS NULL AND (ends_at IS NULL OR ends_at > p_at);
    PERFORM FROM money_balance WHERE account_id = ANY (pots || p_to) AND NOT append_only ORDER BY account_id FOR UPDATE;
    already := money_find(p_source, p_key, p_request);  -- only now: a twin may have paid while we waited
    IF already IS NOT NULL THEN
        RETURN;
    END IF;
    FOR pot IN
        SELECT a.id, CASE WHEN b.floor IS NULL THEN rest ELSE b.balance - b.held - b.floor END AS available
        FROM money_account a JOIN money_balance b ON b.account_id = a.id
        WHERE a.id = ANY (pots) AND NOT b.closed
        ORDER BY array_position(kinds, a.kind::text), a.ends_at NULLS LAST, a.opened_at, a.id
    LOOP
        part := least(greatest(pot.available, 0), rest);
        IF part > 0 THEN
            parts := parts || part;
            rest := rest - part;
            pots[cardinality(parts)] := pot.id;  -- the array is long enough: it held every pot
        END IF;
        EXIT WHEN rest = 0;
    END LOOP;
    IF rest > 0 THEN
        PERFORM money_refused('money.short', jsonb_build_object('need', money_yuan(p_fen), 'have', money_yuan(p_fen - rest)));
    END IF;
    pots := pots[1:cardinality(parts)];
END $$;

CREATE FUNCTION money_pay(
    p_entry uuid, p_happening uuid, p_source text, p_key text, p_at timestamptz, p_booked date, p_reason text,
    p_note text, p_subject uuid, p_by uuid, p_behalf uuid, p_payer uuid, p_purpose text, p_fen bigint, p_to uuid,
    OUT entry uuid, OUT fresh boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    request text := concat_ws(' ', 'pay', p_payer, p_purpose, p_fen, p_to);
    chosen record;
BEGIN
    PERFORM money_isolation();
    chosen := money_pots(p_payer, p_purpose, p_fen, p_to, p_at, p_source, p_key, request);
    IF chosen.already IS NOT NULL THEN
        entry := chosen.already;
        fresh := false;
        RETURN;
    END IF;
    SELECT w.entry, w.fresh INTO entry, fresh FROM money_write(
        p_entry, p_happening, p_source, p_key, request, 'posted', p_at, p_booked, p_reason, p_note, p_subject, p_by,
        p_behalf, NULL, chosen.pots || p_to,
        (SELECT array_agg(-part ORDER BY n) FROM unnest(chosen.parts) WITH ORDINALITY AS t (part, n)) || p_fen,
        NULL, NULL
    ) AS w;
END $$;

-- p_fen NULL: all that has not come back yet.
CREATE FUNCTION money_reverse(
    p_entry uuid, p_happening uuid, p_source text, p_key text, p_at timestamptz, p_booked date, p_reason text,
    p_note text, p_by uuid, p_behalf uuid, p_original uuid, p_fen bigint,
    OUT entry uuid, OUT fresh boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    request text := concat_ws(' ', 'reverse', p_original, coalesce(p_fen::text, 'all'));
    original money_entry;
    done bigint;
    amount bigint;
    accounts uuid[];
    parts bigint[];
BEGIN
    PERFORM money_isolation();
    SELECT * INTO original FROM money_entry WHERE id = p_original;
    IF NOT FOUND THEN
        PERFORM money_refused('money.no_entry');
    END IF;
    IF original.reverses_id IS NOT NULL THEN
        PERFORM money_refused('money.reversal_reversed');
    END IF;
    INSERT INTO money_refunded (entry_id, fen, total) VALUES (original.id, 0, original.fen) ON CONFLICT DO NOTHING;
    SELECT fen INTO done FROM money_refunded WHERE entry_id = original.id FOR UPDATE;
    entry := money_find(p_source, p_key, request);
    fresh := false;
    IF entry IS NOT NULL THEN
        RETURN;
    END IF;
    amount := coalesce(p_fen, original.fen - done);
    IF amount <= 0 AND p_fen IS NOT NULL THEN
        PERFORM money_refused('money.amount');
    END IF;
    IF amount <= 0 OR amount > original.fen - done THEN
        PERFORM money_refused('money.over_refund', jsonb_build_object('left', money_yuan(original.fen - done)));
    END IF;
    -- both sides stand in a row, last line first; what is given back is the span [done, done + amount) of it
    SELECT array_agg(account_id ORDER BY side, line DESC), array_agg(-side * part ORDER BY side, line DESC)
    INTO accounts, parts
    FROM (
        SELECT account_id, side, line, least(upto, done + amount) - greatest(upto - size, done) AS part
        FROM (
            SELECT account_id, sign(fen)::bigint AS side, line, abs(fen) AS size,
                sum(abs(fen)) OVER (PARTITION BY sign(fen) ORDER BY line DESC)::bigint AS upto
            FROM money_posting WHERE entry_id = original.id
        ) sides
    ) spans WHERE part > 0;
    UPDATE money_refunded SET fen = done + amount WHERE entry_id = original.id;
    SELECT w.entry, w.fresh INTO entry, fresh FROM money_write(
        p_entry, p_happening, p_source, p_key, request, 'reversed', p_at, p_booked, p_reason, p_note, original.subject,
        p_by, p_behalf, original.id, accounts, parts, NULL, NULL
    ) AS w;
END $$;
