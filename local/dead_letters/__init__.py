"""What people do with messages that were given up on: `python -m local dlq`."""
