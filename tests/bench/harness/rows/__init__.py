"""A row is a module here with ID, TITLE and measure(bench) -> [Row]."""
