"""Files in and out: snapshots, tables, other programs."""
