"""The critical path method with a calendar for every task; plain values in `values`, the calculation in `plan`."""
