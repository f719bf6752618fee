"""HTTP in, HTTP out; the program and its settings."""
