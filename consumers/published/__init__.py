"""Reference lists as authorities publish them, read into rows of the contract; nothing here touches the log."""
