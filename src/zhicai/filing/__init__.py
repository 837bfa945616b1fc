"""Submit, return, accept, file: one mechanism for every document that an office sends up.

The kinds of handling (A-HB-17): 备案 files and does not block, 审定 decides and blocks,
审核存档 may return and then archives, 汇总报送 only records; 审核 on the way up returns or
accepts. What a document holds belongs to the app above; filing keeps its sent versions, its
remarks and its history. Serves HB-3.1.7.2.* and every later document.
"""
