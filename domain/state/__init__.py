"""What follows from the facts in force about one thing: derived queries, one module for each kind of thing."""
