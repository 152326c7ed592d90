"""Levelling: tasks within the capacities of people and things, by serial scheduling and a seeded search."""
