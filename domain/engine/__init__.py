"""How a recorded fact reaches what rests on it: what depends on what, and where a fact is indexed."""
