"""Tests of the storage that run long, by hand."""
