-- The one way an entry is written. Arrays run parallel: account, fen, and what a hold's end releases (out, in).

CREATE FUNCTION money_total(p_account uuid) RETURNS bigint LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN b.append_only THEN coalesce(s.balance, 0) + coalesce((
        SELECT sum(p.fen) FROM money_posting p WHERE p.account_id = b.account_id AND p.seq > coalesce(s.upto, 0)
    ), 0)::bigint ELSE b.balance END
    FROM money_balance b LEFT JOIN LATERAL (
        SELECT upto, balance FROM money_snapshot WHERE account_id = b.account_id ORDER BY upto DESC LIMIT 1
    ) s ON true
    WHERE b.account_id = p_account
$$;

-- What an entry's digest is taken over, the same at posting and at verification.
CREATE FUNCTION money_digest(
    p_entry uuid, p_source text, p_key text, p_at timestamptz, p_booked date, p_reason text, p_note text,
    p_subject uuid, p_by uuid, p_behalf uuid, p_reverses uuid, p_accounts uuid[], p_fen bigint[]
) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array(
        p_entry, p_source, p_key, extract(epoch FROM p_at), p_booked - date '2000-01-01', p_reason, p_note,
        p_subject, p_by, p_behalf, p_reverses, p_accounts::text, p_fen::text
    )::text, 'UTF8'))
$$;

-- The entry of a (source, key), NULL where there is none; another request under the same key is refused.
CREATE FUNCTION money_find(p_source text, p_key text, p_request text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    there uuid;
    asked bytea;
BEGIN
    SELECT id, request INTO there, asked FROM money_entry WHERE source = p_source AND key = p_key;
    IF there IS NOT NULL AND asked <> sha256(convert_to(p_request, 'UTF8')) THEN
        PERFORM money_refused('money.key_reused', jsonb_build_object('key', p_key));
    END IF;
    RETURN there;
END $$;

CREATE FUNCTION money_write(
    p_entry uuid, p_happening uuid, p_source text, p_key text, p_request text, p_verb text,
    p_at timestamptz, p_booked date, p_reason text, p_note text, p_subject uuid, p_by uuid, p_behalf uuid,
    p_reverses uuid, p_accounts uuid[], p_fen bigint[], p_out bigint[], p_in bigint[],
    OUT entry uuid, OUT fresh boolean
) LANGUAGE plpgsql AS $$
DECLARE
    lines int := cardinality(p_accounts);
    total bigint := 0;
    looked money_balance;
    shared boolean;
    shut boolean;
    stands bigint;
    room bigint;
    book text;
    its_book text;
    before uuid;
    ranks int[] := CASE WHEN p_accounts[1] < p_accounts[2] THEN '{1,2}' ELSE '{2,1}' END;
    afters bigint[] := array_fill(NULL::bigint, ARRAY[lines]);
    drawn xid8 := pg_current_xact_id();  -- before any number is drawn: money_settle relies on it
    moved uuid[] := p_accounts;
    moved_fen bigint[] := p_fen;
    hashed bytea;
    month_of date := p_booked - (extract(day FROM p_booked)::int - 1);
    state text;
    i int;
    delta bigint;
    released bigint;
    arrived bigint;
BEGIN
    IF 0 = ANY (p_fen) THEN  -- a pot of a hold that is let go whole: released, but no line of the entry
        SELECT array_agg(account ORDER BY n), array_agg(fen ORDER BY n) INTO moved, moved_fen
        FROM unnest(p_accounts, p_fen) WITH ORDINALITY AS t (account, fen, n) WHERE fen <> 0;
    END IF;
    hashed := money_digest(
        p_entry, p_source, p_key, p_at, p_booked, p_reason, p_note, p_subject, p_by, p_behalf, p_reverses, moved, moved_fen
    );
    FOREACH delta IN ARRAY p_fen LOOP
        total := total + greatest(delta, 0);
    END LOOP;
    INSERT INTO money_entry (
        id, source, key, at, booked_on, reason, note, fen, subject, by_id, on_behalf_of, reverses_id, request, digest, xact
    ) VALUES (
        p_entry, p_source, p_key, p_at, p_booked, p_reason, p_note, total, p_subject, p_by, p_behalf, p_reverses,
        sha256(convert_to(p_request, 'UTF8')), hashed, drawn
    ) ON CONFLICT (source, key) DO NOTHING;
    IF NOT FOUND THEN
        entry := money_find(p_source, p_key, p_request);
        fresh := false;
        RETURN;
    END IF;
    state := pg_advisory_xact_lock_shared(5012, to_char(month_of, 'YYYYMM')::int)::text;
    SELECT p.state INTO state FROM money_period p WHERE p.month = month_of;
    IF state <> 'open' THEN
        PERFORM money_refused('money.period_closed', jsonb_build_object('month', to_char(p_booked, 'YYYY-MM')));
    END IF;

    -- in the order of their ids, so that two entries never wait for each other
    IF lines > 2 THEN
        SELECT array_agg(n ORDER BY account) INTO ranks FROM unnest(p_accounts) WITH ORDINALITY AS t (account, n);
    END IF;
    FOREACH i IN ARRAY ranks LOOP
        IF p_accounts[i] = before THEN
            PERFORM money_refused('money.unbalanced');
        END IF;
        before := p_accounts[i];
        delta := p_fen[i];
        shared := false;
        IF delta > 0 THEN  -- most receivers are append-only: looked at, not written
            SELECT b.append_only, b.closed, b.book INTO shared, shut, its_book
            FROM money_balance b WHERE b.account_id = p_accounts[i];
        END IF;
        IF shared IS NOT TRUE THEN
            released := coalesce(p_out[i], 0);
            arrived := coalesce(p_in[i], 0);
            UPDATE money_balance b
            SET balance = b.balance + delta, held = b.held - released, coming = b.coming - arrived
            WHERE b.account_id = p_accounts[i] AND NOT b.append_only
            AND (delta >= 0 OR b.floor IS NULL OR b.balance + delta - (b.held - released) >= b.floor)
            RETURNING b.balance, b.ceiling - b.coming, b.closed, b.book INTO stands, room, shut, its_book;
            IF stands IS NULL THEN
                looked := money_look(p_accounts[i], delta);
                shut := looked.closed;
                its_book := looked.book;
            ELSE
                afters[i] := stands;
                IF stands > room AND delta > arrived AND p_reverses IS NULL THEN
                    PERFORM money_refused('money.over_ceiling', jsonb_build_object('ceiling', (
                        SELECT money_yuan(b.ceiling) FROM money_balance b WHERE b.account_id = p_accounts[i]
                    )));
                END IF;
            END IF;
        END IF;
        IF shut THEN
            PERFORM money_refused('money.account_closed');
        END IF;
        book := coalesce(book, its_book);
        IF its_book <> book THEN
            PERFORM money_refused('money.two_books');
        END IF;
    END LOOP;

    IF lines = 2 THEN
        INSERT INTO money_posting (entry_id, line, account_id, fen, balance_after, booked_on) VALUES
            (p_entry, 1, p_accounts[1], p_fen[1], afters[1], p_booked),
            (p_entry, 2, p_accounts[2], p_fen[2], afters[2], p_booked);
    ELSE
        INSERT INTO money_posting (entry_id, line, account_id, fen, balance_after, booked_on)
        SELECT p_entry, row_number() OVER (ORDER BY n), account, fen, after, p_booked
        FROM unnest(p_accounts, p_fen, afters) WITH ORDINALITY AS t (account, fen, after, n)
        WHERE fen <> 0 ORDER BY n;
    END IF;
    INSERT INTO trail_happening (id, at, subject, kind, verb, actor, on_behalf_of, facts)
    VALUES (
        p_happening, p_at, coalesce(p_subject, p_entry), 'money.entry', p_verb, p_by, p_behalf, jsonb_build_object(
            'entry', p_entry, 'fen', total, 'reason', p_reason, 'digest', encode(hashed, 'hex')
        )
    );
    entry := p_entry;
    fresh := true;
END $$;

-- An account whose row the update passed by: append-only, unknown, or with too little in it.
CREATE FUNCTION money_look(p_account uuid, p_delta bigint) RETURNS money_balance LANGUAGE plpgsql AS $$
DECLARE
    found_row money_balance;
    stands bigint;
BEGIN
    SELECT * INTO found_row FROM money_balance WHERE account_id = p_account;
    IF NOT FOUND THEN
        PERFORM money_refused('money.no_account');
    END IF;
    IF found_row.append_only AND (p_delta >= 0 OR found_row.floor IS NULL) THEN
        RETURN found_row;
    END IF;
    IF found_row.append_only THEN  -- those who take wait for each other; those who pay in do not
        PERFORM FROM money_balance WHERE account_id = p_account FOR UPDATE;
    END IF;
    stands := money_total(p_account) - found_row.held - found_row.floor;
    IF NOT found_row.append_only OR stands + p_delta < 0 THEN
        PERFORM money_refused(
            'money.short', jsonb_build_object('need', money_yuan(-p_delta), 'have', money_yuan(greatest(stands, 0)))
        );
    END IF;
    RETURN found_row;
END $$;

CREATE FUNCTION money_post(
    p_entry uuid, p_happening uuid, p_source text, p_key text, p_at timestamptz, p_booked date, p_reason text,
    p_note text, p_subject uuid, p_by uuid, p_behalf uuid, p_accounts uuid[], p_fen bigint[],
    OUT entry uuid, OUT fresh boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    total numeric := 0;
    delta bigint;
    made record;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM money_isolation();
    END IF;
    FOREACH delta IN ARRAY p_fen LOOP
        total := CASE WHEN delta <> 0 THEN total + delta END;
    END LOOP;
    IF cardinality(p_accounts) < 2 OR cardinality(p_accounts) <> cardinality(p_fen) OR total IS DISTINCT FROM 0 THEN
        PERFORM money_refused('money.unbalanced');
    END IF;
    made := money_write(
        p_entry, p_happening, p_source, p_key, 'post ' || p_accounts::text || p_fen::text, 'posted', p_at, p_booked,
        p_reason, p_note, p_subject, p_by, p_behalf, NULL, p_accounts, p_fen, NULL, NULL
    );
    entry := made.entry;
    fresh := made.fresh;
END $$;

-- Each statement must see what was committed while it waited.
CREATE FUNCTION money_isolation() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the ledger posts in read committed' USING ERRCODE = 'invalid_transaction_state';
    END IF;
END $$;
