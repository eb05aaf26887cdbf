-- A statement trigger fires for the owner and for zero rows, too; ALWAYS (next file) holds in replica mode as well.
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log.events
FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change()
