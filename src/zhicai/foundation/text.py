"""A sentence in both languages, for rules and data that live below Django's translations."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in simplified Chinese (the default) and in English.

    >>> Text("县", "county").format_map({}).zh
    '县'
    """

    zh: str
    en: str

    def in_language(self, code: str) -> str:
        """Return the sentence for a language code such as ``zh-hans`` or ``en-gb``."""
        return self.en if code.startswith("en") else self.zh

    def format_map(self, values: dict[str, object]) -> "Text":
        """Return the sentence with ``{name}`` filled in, a Text value by its own language."""
        return Text(
            self.zh.format_map({k: v.zh if isinstance(v, Text) else v for k, v in values.items()}),
            self.en.format_map({k: v.en if isinstance(v, Text) else v for k, v in values.items()}),
        )

    def __str__(self) -> str:
        return self.zh
