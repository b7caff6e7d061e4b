"""The Word style that an office lends its memos.

Revision ID: summaries
Revises: search
"""

import sqlalchemy as sa
from alembic import op

revision = "summaries"
down_revision = "search"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("office") as batch_op:
        batch_op.add_column(sa.Column("memo_style_id", ID, nullable=True))
        batch_op.add_column(sa.Column("memo_style_name", sa.Text(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_office_memo_style_id"), "stored_file", ["memo_style_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("office") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_office_memo_style_id"), type_="foreignkey")
        batch_op.drop_column("memo_style_name")
        batch_op.drop_column("memo_style_id")
