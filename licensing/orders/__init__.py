"""Orders of officers on their way into the log: read, decided one after the other, committed together, answered."""
