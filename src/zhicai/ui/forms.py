"""How forms are drawn: ``FORM_RENDERER = "zhicai.ui.forms.FormRenderer"``."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Draws every field with ``ui/form_field.html`` through the project's own template engine.

    ``django.forms`` must be in INSTALLED_APPS, so that Django's widget templates are found. The
    field template has a name of its own: it wins whatever the order of the apps.
    """

    field_template_name = "ui/form_field.html"
