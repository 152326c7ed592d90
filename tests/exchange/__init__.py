"""Files in and out: round trips, refusals, real inputs."""
