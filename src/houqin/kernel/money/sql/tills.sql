-- Payments of several tills in one statement and one commit. Arrays run parallel; a refusal undoes its own payment only.
-- The caller sorts by payer, so that two such statements never wait for each other.

CREATE FUNCTION money_pay_each(
    p_entries uuid[], p_happenings uuid[], p_sources text[], p_keys text[], p_payers text[], p_purposes text[],
    p_fen bigint[], p_to uuid[], p_notes text[], p_at timestamptz[], p_booked date[]
) RETURNS TABLE (entry uuid, fresh boolean, code text, detail text) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    payer uuid;
BEGIN
    FOR i IN 1 .. cardinality(p_keys) LOOP
        entry := NULL;
        fresh := false;
        code := NULL;
        detail := NULL;
        BEGIN
            SELECT id INTO payer FROM people_person WHERE number = p_payers[i] AND erased_at IS NULL;
            IF NOT FOUND THEN
                PERFORM money_refused('money.no_payer');
            END IF;
            SELECT made.entry, made.fresh INTO entry, fresh FROM money_pay(
                p_entries[i], p_happenings[i], p_sources[i], p_keys[i], p_at[i], p_booked[i], 'till.paid', p_notes[i],
                NULL, NULL, NULL, payer, p_purposes[i], p_fen[i], p_to[i]
            ) AS made;
        EXCEPTION WHEN SQLSTATE 'HQ001' THEN
            GET STACKED DIAGNOSTICS code = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
        END;
        RETURN NEXT;
    END LOOP;
END $$;
