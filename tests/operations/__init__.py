"""Tests of what people do: each one transaction."""
