-- A payment ends once and stays what was asked; what a gateway said stays said.

CREATE FUNCTION money_payment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.number, NEW.gateway, NEW.source, NEW.key, NEW.payer_id, NEW.unit_id, NEW.to_id, NEW.fen, NEW.asked_at)
        IS DISTINCT FROM
        (OLD.id, OLD.number, OLD.gateway, OLD.source, OLD.key, OLD.payer_id, OLD.unit_id, OLD.to_id, OLD.fen, OLD.asked_at)
        OR (OLD.state <> 'pending' AND NEW.state <> OLD.state)
        OR (OLD.entry_id IS NOT NULL AND NEW.entry_id IS DISTINCT FROM OLD.entry_id)
    THEN
        RAISE EXCEPTION 'a payment ends once and stays what was asked'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'money_payment_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER money_payment_guard BEFORE UPDATE ON money_payment
    FOR EACH ROW EXECUTE FUNCTION money_payment_guard();

CREATE FUNCTION money_refund_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.number, NEW.payment_id, NEW.source, NEW.key, NEW.fen, NEW.entry_id, NEW.asked_at)
        IS DISTINCT FROM
        (OLD.id, OLD.number, OLD.payment_id, OLD.source, OLD.key, OLD.fen, OLD.entry_id, OLD.asked_at)
        OR (OLD.state = 'done' AND NEW.state <> OLD.state)
    THEN
        RAISE EXCEPTION 'a refund stays what was asked, and done when it is done'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'money_refund_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER money_refund_guard BEFORE UPDATE ON money_paymentrefund
    FOR EACH ROW EXECUTE FUNCTION money_refund_guard();

CREATE TRIGGER money_keep BEFORE UPDATE OR DELETE ON money_gateway_event
    FOR EACH ROW EXECUTE FUNCTION money_keep();
CREATE TRIGGER money_keep BEFORE DELETE ON money_payment FOR EACH ROW EXECUTE FUNCTION money_keep();
CREATE TRIGGER money_keep BEFORE DELETE ON money_paymentrefund FOR EACH ROW EXECUTE FUNCTION money_keep();
DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['money_gateway_event', 'money_payment', 'money_paymentrefund'] LOOP
        EXECUTE format(
            'CREATE TRIGGER money_no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION money_keep()', kept);
    END LOOP;
END $$;
