"""The WSGI entry, served by granian: what sittings send goes through a door of its own."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from zhicai.project.turns import InTurns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicai.project.settings")
_pages = get_wsgi_application()

# Only now the apps are there to be imported.
import_module("zhicai.project.warm").warm()
_threads = int(os.environ.get("ZHICAI_PAGE_THREADS", "1"))
application = import_module("zhicai.exams.door").Door(InTurns(_pages, _threads))
if os.environ.get("ZHICAI_EXAM_ROOM") == "1":
    application = import_module("zhicai.exams.packs.gate").Gate(application)
