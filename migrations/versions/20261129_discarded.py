"""A letter that was written and is not to go out is laid aside, and can be taken up again."""

import sqlalchemy as sa
from alembic import op

revision = "discarded"
down_revision = "moves"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("written_letter", sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("written_letter") as batch_op:
        batch_op.drop_column("discarded_at")
