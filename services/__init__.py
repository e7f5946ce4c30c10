"""Real servers for tests, benchmarks and `make kafka`. For development; not part of the distribution."""
