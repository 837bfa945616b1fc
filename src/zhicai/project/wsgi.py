"""The WSGI entry, served by granian."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicai.project.settings")
application = get_wsgi_application()

# Only now the apps are there to be imported.
import_module("zhicai.project.warm").warm()
