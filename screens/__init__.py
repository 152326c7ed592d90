"""What people see: one file for each screen, with its style sheet beside it."""
