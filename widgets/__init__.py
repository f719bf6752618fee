"""What runs in a browser, and the sub-applications that serve it."""
