"""One file per released revision of the schema."""
