"""A user's library: photos with their edit histories, and albums, changed in one order."""
