-- What is written stays written, sums to zero, and begins at nothing.

ALTER TABLE money_entry ALTER seq ADD GENERATED ALWAYS AS IDENTITY;
ALTER TABLE money_posting ALTER seq ADD GENERATED ALWAYS AS IDENTITY;
ALTER TABLE money_balance SET (fillfactor = 50);

CREATE FUNCTION money_refused(code text, params jsonb DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'HQ001', MESSAGE = code, DETAIL = params::text;
END $$;

CREATE FUNCTION money_yuan(fen bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN fen < 0 THEN '-' ELSE '' END || (abs(fen) / 100)::text || '.' || lpad((abs(fen) % 100)::text, 2, '0')
$$;

CREATE FUNCTION money_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger keeps %: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['money_entry', 'money_posting', 'money_snapshot', 'money_seal', 'money_holdline'] LOOP
        EXECUTE format('CREATE TRIGGER money_keep BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION money_keep()', kept);
    END LOOP;
    FOREACH kept IN ARRAY ARRAY['money_account', 'money_balance', 'money_refunded', 'money_hold', 'money_mark', 'money_period'] LOOP
        EXECUTE format('CREATE TRIGGER money_keep BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION money_keep()', kept);
    END LOOP;
    FOREACH kept IN ARRAY ARRAY['money_entry', 'money_posting', 'money_snapshot', 'money_seal', 'money_holdline',
        'money_account', 'money_balance', 'money_refunded', 'money_hold', 'money_mark', 'money_period'] LOOP
        EXECUTE format('CREATE TRIGGER money_no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION money_keep()', kept);
    END LOOP;
END $$;

CREATE FUNCTION money_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lines bigint;
    first smallint;
    last smallint;
    least bigint;
    total numeric;
BEGIN
    SELECT count(*), min(line), max(line), min(abs(fen)), sum(fen) INTO lines, first, last, least, total
    FROM public.money_posting WHERE entry_id = NEW.id;
    IF lines < 2 OR first <> 1 OR last <> lines OR least = 0 OR total <> 0 OR NEW.fen <= 0 THEN
        RAISE EXCEPTION 'entry % has % postings that sum to %', NEW.id, lines, total
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'money_balanced';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER money_balanced AFTER INSERT ON money_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION money_balanced();

-- Together with the check above: no later transaction adds a posting to an entry that was already found balanced.
-- Its lines 1 and 2 are there by then, so only further ones need a look; a plain payment has none.
CREATE FUNCTION money_own_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.money_entry WHERE id = NEW.entry_id AND xact = pg_current_xact_id()) THEN
        RAISE EXCEPTION 'a posting belongs to an entry of its own transaction'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'money_own_entry';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER money_own_entry AFTER INSERT ON money_posting
    FOR EACH ROW WHEN (NEW.line > 2) EXECUTE FUNCTION money_own_entry();

CREATE FUNCTION money_hold_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'pending' OR NEW.state = 'pending'
        OR (NEW.id, NEW.source, NEW.key, NEW.to_id, NEW.fen, NEW.at, NEW.expires_at, NEW.request)
            IS DISTINCT FROM (OLD.id, OLD.source, OLD.key, OLD.to_id, OLD.fen, OLD.at, OLD.expires_at, OLD.request)
    THEN
        RAISE EXCEPTION 'a hold ends once' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'money_hold_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER money_hold_guard BEFORE UPDATE ON money_hold FOR EACH ROW EXECUTE FUNCTION money_hold_guard();

-- The application opens accounts; their balances are rows it cannot write.
CREATE FUNCTION money_account_stands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    stands money_balance;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO money_balance (account_id, balance, held, coming, floor, ceiling, append_only, closed, book)
        VALUES (NEW.id, 0, 0, 0, NEW.floor, NEW.ceiling, NEW.append_only, NEW.closed_at IS NOT NULL, NEW.book);
        RETURN NULL;
    END IF;
    IF (NEW.id, NEW.kind, NEW.book, NEW.person_id, NEW.unit_id, NEW.contractor, NEW.label, NEW.append_only, NEW.opened_at)
        IS DISTINCT FROM
        (OLD.id, OLD.kind, OLD.book, OLD.person_id, OLD.unit_id, OLD.contractor, OLD.label, OLD.append_only, OLD.opened_at)
    THEN
        RAISE EXCEPTION 'an account stays what it was opened as'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'money_account_kept';
    END IF;
    SELECT * INTO stands FROM money_balance WHERE account_id = NEW.id FOR UPDATE;
    IF NEW.closed_at IS NOT NULL AND OLD.closed_at IS NULL
        AND (money_total(NEW.id) <> 0 OR stands.held <> 0 OR stands.coming <> 0)
    THEN
        PERFORM money_refused('money.not_empty', jsonb_build_object('balance', money_yuan(money_total(NEW.id))));
    END IF;
    IF NEW.floor IS NOT NULL AND money_total(NEW.id) - stands.held < NEW.floor THEN
        PERFORM money_refused('money.limit_passed', jsonb_build_object('balance', money_yuan(money_total(NEW.id))));
    END IF;
    UPDATE money_balance SET floor = NEW.floor, ceiling = NEW.ceiling, closed = NEW.closed_at IS NOT NULL
    WHERE account_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER money_account_stands AFTER INSERT OR UPDATE ON money_account
    FOR EACH ROW EXECUTE FUNCTION money_account_stands();

-- Whoever posts into a month holds its lock shared; closing waits for them, and they then see it closed.
CREATE FUNCTION money_period_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.month <> OLD.month
        OR (OLD.state, NEW.state) NOT IN (('closed', 'asked'), ('asked', 'open'), ('asked', 'closed'), ('open', 'closed')))
    THEN
        RAISE EXCEPTION 'a period goes from % to % by no way', OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'money_period_way';
    END IF;
    IF NEW.state = 'closed' THEN
        PERFORM pg_advisory_xact_lock(5012, to_char(NEW.month, 'YYYYMM')::int);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER money_period_lock BEFORE INSERT OR UPDATE ON money_period
    FOR EACH ROW EXECUTE FUNCTION money_period_lock();
