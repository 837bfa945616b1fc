"""What is typed or chosen to check a certificate."""

from hashlib import sha256
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LARGEST = 5 * 2**20
"""Bytes of a file to be checked; a certificate has a tenth of it."""


class NumberForm(forms.Form):
    """Number and name, as they stand on the certificate."""

    number = forms.CharField(label=gettext_lazy("证书编号"), max_length=80, strip=True)
    name = forms.CharField(label=gettext_lazy("持证人姓名"), max_length=60, strip=True)


class FileForm(forms.Form):
    """The PDF of a certificate, or its SHA-256 where the browser has computed it itself."""

    document = forms.FileField(
        label=gettext_lazy("证书 PDF 文件"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
    sha256 = forms.RegexField(r"^[0-9a-f]{64}$", required=False, widget=forms.HiddenInput)

    def clean_document(self) -> "UploadedFile[Any] | None":
        """Refuse what is too large or no PDF, by its first bytes."""
        given: UploadedFile[Any] | None = self.cleaned_data["document"]
        if given is None:
            return None
        if (given.size or 0) > LARGEST:
            raise forms.ValidationError(
                _("文件超过 5 MB，不是本平台发出的证书文件。请选择下载的证书 PDF。")
            )
        if given.read(5) != b"%PDF-":
            raise forms.ValidationError(_("这不是 PDF 文件。请选择下载的证书 PDF。"))
        given.seek(0)
        return given

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        given = super().clean() or {}
        if not self.errors and not given.get("document") and not given.get("sha256"):
            self.add_error("document", _("请选择证书 PDF 文件。"))
        return given

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, by the browser or from what it sent."""
        given = self.cleaned_data
        digest: str = given["sha256"] or sha256(given["document"].read()).hexdigest()
        return digest
