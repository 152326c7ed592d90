"""Microsoft Project XML in and out: `read_project` gives plain values, `write_project` the file."""

from models.exchange.msproject_read import read_project
from models.exchange.msproject_write import write_project

__all__ = ["read_project", "write_project"]
