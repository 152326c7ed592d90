"""What every kind of record has in common: fields, references, rights, declarations, the filter language."""
