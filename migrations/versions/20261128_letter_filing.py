"""letter_filing

Revision ID: letter_filing
Revises: ladders
"""

import sqlalchemy as sa
from alembic import op

revision = "letter_filing"
down_revision = 'ladders'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "letter_reading",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("draft_id", ID, nullable=True),
        sa.Column("request_id", ID, nullable=True),
        sa.Column("stored_file_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("read_by_id", ID, nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("corrections", sa.JSON(), nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(draft_id IS NULL) <> (request_id IS NULL)", name=op.f("ck_letter_reading_of_draft_or_request")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["request_draft.id"], name=op.f("fk_letter_reading_draft_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_letter_reading_office_id")),
        sa.ForeignKeyConstraint(["read_by_id"], ["app_user.id"], name=op.f("fk_letter_reading_read_by_id")),
        sa.ForeignKeyConstraint(["request_id"], ["oversight_request.id"], name=op.f("fk_letter_reading_request_id")),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_letter_reading_stored_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_reading")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_letter_reading_draft_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_letter_reading_request_id")),
    )
    with op.batch_alter_table("letter_reading") as batch_op:
        batch_op.create_index(op.f("ix_letter_reading_office_id"), ["office_id"], unique=False)
        batch_op.create_index(op.f("ix_letter_reading_stored_file_id"), ["stored_file_id"], unique=False)


def downgrade() -> None:
    op.drop_table("letter_reading")
