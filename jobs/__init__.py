"""What runs on a clock or a file."""
