"""The tables of certificates."""

from zhicai.certificates.models.issued import (
    Certificate,
    CertificateEvent,
    IssueRun,
    NumberSeries,
)

__all__ = ["Certificate", "CertificateEvent", "IssueRun", "NumberSeries"]
