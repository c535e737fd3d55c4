"""From the cells of a table to the numbers a network reads."""
