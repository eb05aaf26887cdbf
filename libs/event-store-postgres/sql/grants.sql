-- What the application's role may do, given by its owner at every migration; :role is the quoted name. It can't insert:
-- an event that didn't go through log.append would break the order that readers rely on.
GRANT USAGE ON SCHEMA log TO :role;
GRANT SELECT ON log.events, log.identity TO :role;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA log TO :role;
