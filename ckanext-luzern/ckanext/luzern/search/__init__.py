"""What the index keeps of a dataset, and how it is asked."""
