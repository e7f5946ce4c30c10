"""Reference lists as a service: what is in force, a new publication taken in, names held against the list."""
