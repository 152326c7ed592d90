"""One file per kind of record; the file name is the key of the register."""
