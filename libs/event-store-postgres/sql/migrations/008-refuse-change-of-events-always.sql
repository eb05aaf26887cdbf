ALTER TABLE log.events ENABLE ALWAYS TRIGGER refuse_change
