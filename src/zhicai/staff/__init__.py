"""Who works in an office or organisation: accounts opened for those below, singly and from
Excel, invitation and first login, lost password, leaving and hand-over, deputies for a time.
"""
