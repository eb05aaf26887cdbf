-- After the lock a new statement sees what an eraser committed while we waited for it: without the lock a key made at
-- the same moment would survive its subject's erasure.
CREATE FUNCTION vault.refuse_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM vault.lock_subject(NEW.subject);
  IF EXISTS (SELECT FROM vault.erasures WHERE subject = NEW.subject) THEN
    RAISE EXCEPTION 'subject % is erased', NEW.subject USING ERRCODE = 'VLT01';
  END IF;
  RETURN NEW;
END
$$
