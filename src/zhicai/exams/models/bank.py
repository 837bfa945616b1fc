"""The bank: what items rest on, the items with their versions, what second readers found."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.models import User


class Kind(models.TextChoices):
    """How an item is asked and answered; ``TASK`` is a practical task done in the system."""

    SINGLE = "single", _("单选题")
    MULTIPLE = "multiple", _("多选题")
    TRUE_FALSE = "true-false", _("判断题")
    FILL_IN = "fill-in", _("填空题")
    MATCHING = "matching", _("匹配题")
    ORDERING = "ordering", _("排序题")
    SHORT = "short", _("简答题")
    CASE = "case", _("案例题")
    UPLOAD = "upload", _("上传文件题")
    TASK = "task", _("实操任务")


class Basis(models.Model):
    """A statute, regulation, interpretation, standard or policy that items rest on."""

    class Kind(models.TextChoices):
        """What sort of document."""

        STATUTE = "statute", _("法律")
        REGULATION = "regulation", _("行政法规")
        INTERPRETATION = "interpretation", _("司法解释")
        STANDARD = "standard", _("标准")
        POLICY = "policy", _("政策文件")

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "bases"

    def __str__(self) -> str:
        return self.zh


class BasisVersion(models.Model):
    """One text of a document; in force from ``since`` to ``until``, whose day still counts."""

    basis = models.ForeignKey(Basis, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["basis", "since"]
        constraints = [
            models.UniqueConstraint(fields=["basis", "version"], name="exams_one_text_a_version"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                name="exams_text_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.basis} {self.version}"


class Item(models.Model):
    """A question of the bank; ``code`` is never used again. What is asked stands in its versions.

    ``topic`` is an item of the programme's curriculum, ``difficulty`` 1 (very easy) to 5 as the
    author expects it. ``lawyer_checked`` is False until a lawyer has confirmed the key.
    ``why_review`` also says why an item came back or was retired.
    """

    class State(models.TextChoices):
        """Where it stands: only a live item goes into a paper."""

        DRAFT = "draft", _("草稿")
        PROPOSED = "proposed", _("待二读")
        LIVE = "live", _("启用")
        REVIEW = "review", _("待复核")
        RETIRED = "retired", _("停用")

    programme = models.CharField(max_length=60)
    code = models.CharField(max_length=40)
    topic = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    difficulty = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    why_review = models.CharField(max_length=400, blank=True)
    author = models.CharField(max_length=120)
    author_user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    source = models.CharField(max_length=200, blank=True)
    lawyer_checked = models.BooleanField(default=False)
    exposures = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["programme", "topic", "code"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="exams_one_item_a_code"),
            models.CheckConstraint(
                condition=Q(difficulty__gte=1, difficulty__lte=5),
                name="exams_difficulty_one_to_five",
            ),
            models.CheckConstraint(
                condition=~Q(state="review") | ~Q(why_review=""),
                name="exams_an_item_in_review_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "state", "topic", "kind"], name="exams_item_shelf")
        ]

    def __str__(self) -> str:
        return self.code


class ItemVersion(models.Model):
    """One text of an item with its key; never changed. ``content`` is as ``rules.items`` reads it.

    ``plain`` is the stem as plain text, for lists and search.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    plain = models.TextField()
    marks = models.DecimalField(max_digits=5, decimal_places=1)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    made_by_user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="exams_one_text_a_number"),
            models.CheckConstraint(condition=Q(marks__gt=0), name="exams_an_item_gives_marks"),
        ]

    def __str__(self) -> str:
        return f"{self.item} v{self.number}"


class ItemBasis(models.Model):
    """The article of a text on which a version of an item rests."""

    item_version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="bases")
    basis_version = models.ForeignKey(BasisVersion, on_delete=models.PROTECT, related_name="+")
    article = models.CharField(max_length=60)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "item bases"
        constraints = [
            models.UniqueConstraint(
                fields=["item_version", "basis_version", "article"],
                name="exams_one_article_a_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.basis_version} {self.article}"


class Reading(models.Model):
    """A second reader answered a version without seeing its key, and says whether it is sound."""

    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="readings")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reader_name = models.CharField(max_length=120)
    answer = models.JSONField()
    same_key = models.BooleanField()
    sound = models.BooleanField()
    says = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item_version", "reader"], name="exams_one_reading_a_reader"
            ),
            models.CheckConstraint(
                condition=Q(sound=False) | Q(same_key=True), name="exams_sound_has_the_same_key"
            ),
            models.CheckConstraint(
                condition=Q(sound=True) | ~Q(says=""), name="exams_an_unsound_item_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_version} {self.reader_name}"


class BlindAnswer(models.Model):
    """What a second reader answered before the key was shown; never changed.

    ``same_key`` is None where nobody but the reader can compare: an answer in words, a file.
    """

    item_version = models.ForeignKey(
        ItemVersion, on_delete=models.PROTECT, related_name="blind_answers"
    )
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.JSONField()
    same_key = models.BooleanField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item_version", "reader"], name="exams_one_blind_answer_a_reader"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_version} {self.reader}"


class BankMember(models.Model):
    """Someone who was named to see the bank of a programme, with day and by whom."""

    programme = models.CharField(max_length=60)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user"],
                condition=Q(ended_at=None),
                name="exams_one_naming_a_user",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.programme}"


class Intake(models.Model):
    """Items brought in by a file or pasted: read, shown with every fault, then taken or dropped.

    ``drafts`` are the sound items as ``interchange.drafts`` packs them, emptied once they are
    settled; ``found`` is what the check found.
    """

    class State(models.TextChoices):
        """Nothing stands in the bank before it is taken."""

        CHECKED = "checked", _("已检查")
        TAKEN = "taken", _("已导入")
        DROPPED = "dropped", _("已放弃")

    programme = models.CharField(max_length=60)
    form = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    drafts = models.JSONField(default=list)
    found = models.TextField(blank=True)
    counts = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.CHECKED)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=120)
    uploaded_by_user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    office = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class ItemStatistic(models.Model):
    """How candidates fared with a version of an item, as counted last.

    ``share`` of the marks earned, ``discrimination`` the correlation with the rest of the paper,
    ``counts`` how often each answer was given, ``flags`` as ``rules.statistics`` names them.
    """

    item_version = models.OneToOneField(
        ItemVersion, on_delete=models.CASCADE, related_name="statistic"
    )
    n = models.PositiveIntegerField()
    share = models.DecimalField(max_digits=4, decimal_places=3)
    discrimination = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    counts = models.JSONField(default=dict)
    flags = models.JSONField(default=list)
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["item_version"]

    def __str__(self) -> str:
        return f"{self.item_version} n={self.n}"
