"""What is recorded, one file a thing: the events of it and the shapes they are made of."""
