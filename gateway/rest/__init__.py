"""The legacy REST surface `ALPBAPI`."""
