"""The assembled site: settings, URLs, the command line, and the answers to failures."""
