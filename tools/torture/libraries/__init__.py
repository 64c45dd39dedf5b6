"""Libraries under load: thousands of operations while whoever applies them is killed."""
