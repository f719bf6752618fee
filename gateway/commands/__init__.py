"""The commands of the program, one to a module; a command imports what it works with when it runs."""
