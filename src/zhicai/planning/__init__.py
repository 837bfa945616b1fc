"""Annual plans and course designs, from the county's draft to the number of the provincial office.

A draft is text (nothing typed is lost, also when it is wrong); a sent version is facts, and what is
accepted becomes planned classes and courses that reports, metrics and later the classes themselves
build on. Serves HB-2.3.a–d, HB-2.3.ZHI.*, HUI.*, SHI.*, HB-1.d, HB-1.g, HB-2.2.b, HB-2.2.1.a–b,
HB-3.1.3.*, HB-3.1.4.*, HB-3.1.5.a, HB-3.1.6.*, HB-3.1.7.1.*, HB-3.1.7.2.*.
"""
