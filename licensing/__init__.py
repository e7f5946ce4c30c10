"""The service: the event log, use cases, the command line, and where all of it meets."""
