"""Simulation: how likely a project ends when and costs what; numpy is imported by `simulate`, not by `model`."""
