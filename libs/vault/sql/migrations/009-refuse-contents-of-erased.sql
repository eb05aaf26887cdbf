CREATE TRIGGER refuse_erased BEFORE INSERT ON vault.contents
  FOR EACH ROW EXECUTE FUNCTION vault.refuse_erased()
