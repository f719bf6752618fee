"""Ingestion of radar files: from a delivered file to the rows of its game, in one transaction."""
