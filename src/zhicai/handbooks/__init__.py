"""Documents that live: training guide, work handbook, management measures, capability standard,
with versions, readers and acknowledgement.
"""
