"""Facts as they are read: which copy counts, who may say what, exact amounts, the calendar, the law."""
