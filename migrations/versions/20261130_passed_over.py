"""Steps that a later one took the place of stand in its row of the reminder ledger."""

import sqlalchemy as sa
from alembic import op

revision = "passed_over"
down_revision = "discarded"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reminder", sa.Column("passed_over", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("reminder") as table:
        table.drop_column("passed_over")
