"""What pages and commands show, as values and lines of text."""
