"""Data to readable text."""
