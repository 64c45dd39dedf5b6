"""Event sources: what makes functions run."""
