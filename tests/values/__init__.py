"""Tests of the plain values: parsing what people type, formatting what they read."""
