"""What reads a log and hands on: facts in, events out, views kept."""
