"""The stand-in for AWS: moto, behind the checks that AWS makes and moto does not."""
