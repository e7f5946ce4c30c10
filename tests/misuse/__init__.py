"""What was tried against the office, sentence by sentence: each is refused, and its lawful twin passes."""
