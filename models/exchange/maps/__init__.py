"""Maps that say how the columns of a foreign CSV file become records."""
