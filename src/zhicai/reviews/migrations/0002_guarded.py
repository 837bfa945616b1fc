"""What the database itself holds about reviews: see :mod:`zhicai.reviews.guarding`."""

from django.db import migrations

from zhicai.reviews.guarding import guard_reviews


class Migration(migrations.Migration):
    """Set the guards."""

    dependencies = [("reviews", "0001_initial")]
    operations = [guard_reviews()]
