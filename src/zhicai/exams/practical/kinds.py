"""The kinds of practical tasks that ship."""

from zhicai.exams.practical.disclosure.kind import DISCLOSURE
from zhicai.exams.practical.licence.kind import LICENCE
from zhicai.exams.practical.registry import register_task
from zhicai.exams.practical.search.kind import SEARCH

for _kind in (SEARCH, DISCLOSURE, LICENCE):
    register_task(_kind)
