-- What becomes final, snapshots over it, and the hash of each day.

-- Two steps. First numbers are noted, then a transaction number is drawn: whoever drew one of those numbers had drawn
-- their transaction's number before. Once all below it have ended, the noted numbers are final.
CREATE FUNCTION money_settle(p_least int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    mark money_mark;
    entries bigint := coalesce(pg_sequence_last_value(pg_get_serial_sequence('money_entry', 'seq')::regclass), 0);
    postings bigint := coalesce(pg_sequence_last_value(pg_get_serial_sequence('money_posting', 'seq')::regclass), 0);
    fresh boolean := pg_current_xact_id_if_assigned() IS NULL;
    made int := 0;
BEGIN
    PERFORM money_isolation();
    INSERT INTO money_mark (id, entry_seq, posting_seq, xact, final_entry, final_posting)
    VALUES (1, 0, 0, '0', 0, 0)
    ON CONFLICT DO NOTHING;
    SELECT * INTO mark FROM money_mark FOR UPDATE;
    -- a restored copy counts its transactions anew; what was running then is gone
    IF mark.xact <> '0' AND (trail_safe_xact() >= mark.xact OR mark.xact > pg_current_xact_id()) THEN
        INSERT INTO money_snapshot (account_id, upto, balance)
        SELECT b.account_id, mark.posting_seq, coalesce(s.balance, 0) + (
            SELECT sum(p.fen) FROM money_posting p
            WHERE p.account_id = b.account_id AND p.seq > coalesce(s.upto, 0) AND p.seq <= mark.posting_seq
        )
        FROM money_balance b LEFT JOIN LATERAL (
            SELECT upto, balance FROM money_snapshot WHERE account_id = b.account_id ORDER BY upto DESC LIMIT 1
        ) s ON true
        WHERE b.append_only AND (
            SELECT count(*) FROM (
                SELECT FROM money_posting p
                WHERE p.account_id = b.account_id AND p.seq > coalesce(s.upto, 0) AND p.seq <= mark.posting_seq
                LIMIT greatest(p_least, 1)
            ) tail
        ) >= greatest(p_least, 1);
        GET DIAGNOSTICS made = ROW_COUNT;
        mark.final_entry := mark.entry_seq;
        mark.final_posting := mark.posting_seq;
        mark.xact := '0';
    END IF;
    IF mark.xact = '0' AND fresh THEN
        mark.entry_seq := entries;
        mark.posting_seq := postings;
        mark.xact := pg_current_xact_id();
    END IF;
    UPDATE money_mark SET entry_seq = mark.entry_seq, posting_seq = mark.posting_seq, xact = mark.xact,
        final_entry = mark.final_entry, final_posting = mark.final_posting;
    RETURN made;
END $$;

CREATE FUNCTION money_chain(p_before bytea, p_day date, p_since bigint, p_upto bigint, OUT entries bigint, OUT hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*), sha256(
        p_before || convert_to(concat_ws(' ', p_day - date '2000-01-01', p_since, p_upto, count(*)), 'UTF8')
        || coalesce(string_agg(digest, ''::bytea ORDER BY seq), ''::bytea)
    )
    FROM money_entry WHERE seq > p_since AND seq <= p_upto
$$;

CREATE FUNCTION money_seal(p_day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    mark money_mark;
    last money_seal;
    chained record;
BEGIN
    SELECT * INTO mark FROM money_mark FOR UPDATE;  -- one sealer at a time
    SELECT * INTO last FROM money_seal ORDER BY day DESC LIMIT 1;
    IF mark IS NULL OR last.day >= p_day THEN
        RETURN false;
    END IF;
    chained := money_chain(coalesce(last.hash, decode(repeat('00', 32), 'hex')), p_day, coalesce(last.upto, 0), mark.final_entry);
    INSERT INTO money_seal (day, since, upto, entries, hash)
    VALUES (p_day, coalesce(last.upto, 0), mark.final_entry, chained.entries, chained.hash);
    RETURN true;
END $$;

-- Internal ones are for their owner; the others check all they do.
DO $$
DECLARE
    inner_one regprocedure;
BEGIN
    FOR inner_one IN SELECT oid FROM pg_proc WHERE proname IN ('money_write', 'money_look', 'money_pots') LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', inner_one);
    END LOOP;
END $$;
