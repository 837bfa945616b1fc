"""The two files of an exam without network: the pack that goes out, the answers that come."""
