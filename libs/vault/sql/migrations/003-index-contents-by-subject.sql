CREATE INDEX contents_by_subject ON vault.contents (subject)
