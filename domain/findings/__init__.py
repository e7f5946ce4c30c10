"""What a rule suspects, how a finding lives, and what an officer may decide about it."""
