GRANT USAGE ON SCHEMA vault TO :role;
GRANT SELECT ON ALL TABLES IN SCHEMA vault TO :role;
GRANT INSERT, DELETE ON vault.subject_keys TO :role;
GRANT INSERT ON vault.contents, vault.secrets, vault.erasures TO :role;
GRANT UPDATE (sealed) ON vault.contents TO :role;
