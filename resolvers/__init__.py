"""How a field is answered: one module a noun."""
