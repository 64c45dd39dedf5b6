"""The stack: template.yaml, expanded, resolved and created."""
