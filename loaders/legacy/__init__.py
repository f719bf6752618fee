"""The rows of the legacy tables as the legacy API lists them."""
