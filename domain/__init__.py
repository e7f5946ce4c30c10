"""The domain of transfer control: plain values, events and rules; no clock, no randomness, no store."""
