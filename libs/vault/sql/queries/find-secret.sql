SELECT wrapped, kek_id FROM vault.secrets WHERE name = $1
