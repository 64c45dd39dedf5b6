"""Running functions in AWS's own Runtime Interface Emulator."""
