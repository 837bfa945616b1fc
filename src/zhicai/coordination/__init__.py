"""The city's desk: targets broken down and tasks sent to counties, who is responsible, the working
arrangement with the base, problems until they are closed, answerable leaders, and the indicators
that local evaluations ask for. Serves HB-4.1.a–e, g, h and HB-4.5.d, h–j.
"""
