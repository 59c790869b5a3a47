-- A rating is written once; a change is another version. TRUNCATE is left to the owner of the table (tests, a demo).
CREATE FUNCTION surveys_rating_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a rating is never overwritten' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER surveys_rating_append_only BEFORE UPDATE OR DELETE ON surveys_rating
    FOR EACH ROW EXECUTE FUNCTION surveys_rating_is_append_only();
