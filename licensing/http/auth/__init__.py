"""Who calls: tokens, sessions, and the demo's own issuer."""
