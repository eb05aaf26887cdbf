ALTER TABLE log.identity ENABLE ALWAYS TRIGGER refuse_change
