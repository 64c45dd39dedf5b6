"""What the running service is put through: killed workers, failing ones, and much at once."""
