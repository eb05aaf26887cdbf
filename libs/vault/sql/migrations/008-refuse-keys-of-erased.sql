CREATE TRIGGER refuse_erased BEFORE INSERT OR UPDATE ON vault.subject_keys
  FOR EACH ROW EXECUTE FUNCTION vault.refuse_erased()
