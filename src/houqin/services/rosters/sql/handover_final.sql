-- What has been taken over stays as it was; the lines of open matters are written once.
-- TRUNCATE is left to the owner of the tables (tests, a demo).
CREATE FUNCTION rosters_handover_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.taken_at IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a shift that was taken over is not changed' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER rosters_handover_final BEFORE UPDATE OR DELETE ON rosters_handover
    FOR EACH ROW EXECUTE FUNCTION rosters_handover_is_final();

CREATE FUNCTION rosters_openline_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an open matter is told once' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER rosters_openline_append_only BEFORE UPDATE OR DELETE ON rosters_openline
    FOR EACH ROW EXECUTE FUNCTION rosters_openline_is_append_only();
