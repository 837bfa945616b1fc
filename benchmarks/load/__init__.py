"""What benchmarks over HTTP share: the served site, open login sessions, a load of connections."""
