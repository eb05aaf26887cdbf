-- CACHE must stay 1: a session that hoards numbers would commit below positions that readers have passed already.
CREATE SEQUENCE log.positions AS bigint CACHE 1 NO CYCLE
