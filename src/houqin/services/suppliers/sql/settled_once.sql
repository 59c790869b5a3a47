-- What is final is never changed, nor added to. TRUNCATE is left to the owner of the tables (tests, a demo).
CREATE FUNCTION suppliers_final_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid;
BEGIN
    IF TG_TABLE_NAME = 'suppliers_line' THEN
        touched := CASE WHEN TG_OP = 'INSERT' THEN NEW.settlement_id ELSE OLD.settlement_id END;
    ELSE
        touched := OLD.case_ptr_id;
    END IF;
    PERFORM 1 FROM lifecycle_case WHERE id = touched AND state = 'final';
    IF FOUND THEN
        RAISE EXCEPTION 'a final settlement is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER suppliers_line_final BEFORE INSERT OR UPDATE OR DELETE ON suppliers_line
    FOR EACH ROW EXECUTE FUNCTION suppliers_final_is_final();
CREATE TRIGGER suppliers_settlement_final BEFORE UPDATE OR DELETE ON suppliers_settlement
    FOR EACH ROW EXECUTE FUNCTION suppliers_final_is_final();
