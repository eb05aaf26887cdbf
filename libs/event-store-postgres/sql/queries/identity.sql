SELECT id FROM log.identity
