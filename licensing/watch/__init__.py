"""Whether the service is awake: beats of its loops, the process that watches them, figures for operators."""
