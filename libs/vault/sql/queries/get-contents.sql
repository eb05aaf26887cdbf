SELECT digest, sealed FROM vault.contents WHERE digest = ANY ($1)
