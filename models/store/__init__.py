"""Storage: one database file, one write path, one history."""
