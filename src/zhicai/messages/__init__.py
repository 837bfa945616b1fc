"""What an office is told inside the site, and who has read it.

A message (reminder, notice, news of a document) goes to an office (a place at a level), to an
organisation or to one person, in both languages, with a link to the page where it can be acted on.
A key makes sending the same thing twice harmless. Serves HB-0.a, HB-3.1.7.2.b and HB-4.5.j from
below: what is sent and when is decided by the apps above.
"""
