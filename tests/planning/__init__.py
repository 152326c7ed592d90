"""Tests of the arithmetic of planning."""
