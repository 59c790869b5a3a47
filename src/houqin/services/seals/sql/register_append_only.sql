-- The register of stampings is written once. TRUNCATE is left to the owner of the table (tests, erasure of a demo).
CREATE FUNCTION seals_register_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the register of stampings is append-only' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER seals_stamping_append_only BEFORE UPDATE OR DELETE ON seals_stamping
    FOR EACH ROW EXECUTE FUNCTION seals_register_is_append_only();
