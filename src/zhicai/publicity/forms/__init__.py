"""The shape of what is sent to publicity, and the filters of its lists."""
