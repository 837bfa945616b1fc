"""Reports of a year (专员培优年度报告, HB-2.4.2.d): drafted from data, frozen, approved, published.

Which reports there are, their chapters, tables and figures, is law (``reports.yaml``); how a figure
is counted and which rows it opens to is registered in :mod:`zhicai.reports.figures`.
"""
