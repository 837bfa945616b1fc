"""Where: divisions with dated parents, the office seats they hold, custom units, and organisations.

Totals and scopes follow the stored, dated path of parents (``420000/420100/420102``,
``420000/429004``), never the digits of a code. Four units of Hubei hold a city seat and a county
seat at once (A-HB-06). Serves HB-0.a, HB-1.b, HB-2.2.a, HB-2.2.1.a.
"""
