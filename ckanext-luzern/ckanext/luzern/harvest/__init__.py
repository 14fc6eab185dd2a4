"""Running the sources: what was read is compared with what is known, written, and reported."""
