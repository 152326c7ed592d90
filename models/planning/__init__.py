"""Pure arithmetic of planning: plain values in and out, no database and no clock of its own."""
