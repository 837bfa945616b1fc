"""What an office is told, inside the site and out of it, and who has read it.

A message (reminder, notice, news of a document) goes to an office (a place at a level), to an
organisation or to one person, in both languages, with a link to the page where it can be acted on.
A key makes sending the same thing twice harmless. What leaves the site (mail, SMS, a WeCom group,
the local folder) is put into the outbox with the message and delivered by a worker, each once or
shown as uncertain. Serves HB-0.a, HB-3.1.7.2.b and HB-4.5.j from below: what is sent and when is
decided by the apps above.
"""
