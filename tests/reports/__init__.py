"""Reports: records, standings and explanations as data."""
