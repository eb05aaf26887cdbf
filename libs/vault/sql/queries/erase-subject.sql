SELECT revisions, fingerprints, erased_at FROM vault.erase_subject($1, $2, $3, $4)
