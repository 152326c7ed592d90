"""What people do: each operation is one transaction through the journal."""
