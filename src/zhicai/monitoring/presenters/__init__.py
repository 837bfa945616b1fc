"""What the pages show: frozen views of the queries' answers, so that templates only write them
down.
"""
