"""Names of persons, firms and vessels: spelled alike, scored, and found among many."""
