"""Whole lists as files: CSV, NDJSON, Parquet or Arrow, streamed while PostgreSQL reads them."""
