"""What of the server's API a person reaches, and where: verified against the code, and written to docs/coverage.md."""
