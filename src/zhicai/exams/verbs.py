"""What the verbs of this app in the audit log mean."""

from zhicai.audit.verbs import name_verbs

name_verbs({})
