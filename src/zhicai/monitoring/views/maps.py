"""Put an approved map in place, or withdraw it."""

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.monitoring import actions
from zhicai.monitoring.forms import LayerForm
from zhicai.monitoring.geometry import LARGEST
from zhicai.monitoring.queries.layers import layers_of
from zhicai.places.models import MapLayer
from zhicai.places.queries import provinces


@needs("monitoring.map")
def map_layer(request: OfficeRequest) -> HttpResponse:
    """Show the map layers of the province and take a new one."""
    if request.method != "POST":
        return _page(request, LayerForm())
    form = LayerForm(request.POST, request.FILES)
    form.is_valid()
    sent = request.FILES.get("outline")
    try:
        layer = actions.put_layer(
            sent.read(LARGEST + 1) if sent is not None else b"",
            approval_number=request.POST.get("approval_number", ""),
            by=request.acting,
            at=clock.now(),
            on=clock.today(),
        )
    except BadInput as error:
        return _page(request, form, faults=error.faults, status=422)
    toasts.success(
        request, _("已启用审图号 %(number)s 的地图。") % {"number": layer.approval_number}
    )
    return HttpResponseRedirect(reverse("monitoring:map_layer"))


def _page(
    request: OfficeRequest, form: LayerForm, *, faults: object = (), status: int = 200
) -> HttpResponse:
    province = provinces().filter(code=request.acting.province).first()
    layers: list[MapLayer] = layers_of(province) if province else []
    context = {"form": form, "faults": faults, "layers": layers}
    return render(request, "monitoring/map_layer.html", context, status=status)


@require_POST
def _map_withdraw(request: OfficeRequest) -> HttpResponse:
    """Take the approved map out of use."""
    actions.withdraw_layer(by=request.acting, at=clock.now())
    toasts.success(request, _("已停用，地图改用示意图。"))
    return HttpResponseRedirect(reverse("monitoring:map_layer"))


map_withdraw = needs("monitoring.map")(_map_withdraw)
