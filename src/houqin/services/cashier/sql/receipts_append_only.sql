CREATE FUNCTION cashier_receipts_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a receipt is written once: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER cashier_receipt_append_only BEFORE UPDATE OR DELETE ON cashier_receipt
    FOR EACH ROW EXECUTE FUNCTION cashier_receipts_are_kept();
