"""Many keys, one statement: the batch functions."""
