"""The signature in a PDF (PAdES) by pyHanko; loaded where a key is configured, not before."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner
from pyhanko.sign import sign_pdf as add_signature
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

FIELD = "Issuer"


def signer_of(path: str, secret: bytes) -> SimpleSigner | None:
    """Return the signer of a PKCS #12 file, None where the file or its passphrase is wrong."""
    found: SimpleSigner | None = SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]
        path, passphrase=secret
    )
    return found


def certified(content: bytes, signer: SimpleSigner) -> bytes:
    """Return a PDF with an invisible signature that lets nothing be changed after it."""
    told = PdfSignatureMetadata(
        field_name=FIELD,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    out = BytesIO()
    # pyHanko starts an event loop of its own, which a thread that has one does not take.
    with ThreadPoolExecutor(max_workers=1) as alone:
        writer = IncrementalPdfFileWriter(BytesIO(content))
        alone.submit(add_signature, writer, told, signer=signer, output=out).result()
    return out.getvalue()
