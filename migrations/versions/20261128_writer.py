"""Letters written from the record, the acts on them, and an office's own words for them.

Revision ID: writer
Revises: letter_filing
"""

import sqlalchemy as sa
from alembic import op

revision = "writer"
down_revision = "letter_filing"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = ("REQUEST", "FOLLOW_UP", "DEFICIENCY", "EXTENSION_REPLY", "OUTSTANDING", "PRESERVATION", "QFR")
STAGES = ("DRAFTED", "COUNSEL", "DIRECTOR", "PRINCIPAL", "SENT")


def upgrade() -> None:
    op.create_table(
        "letter_template",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("kind", coded(*KINDS, "LETTERHEAD", "INSTRUCTIONS", name="officewords"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        *noun(),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_letter_template_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template")),
        sa.UniqueConstraint("office_id", "kind", name=op.f("uq_letter_template_office_id_kind")),
    )
    op.create_table(
        "written_letter",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("request_id", ID, nullable=True),
        sa.Column("kind", coded(*KINDS, name="letterkind"), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("subject", "salutation", "text")),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("delivery", "addressee", "addressee_title")),
        sa.Column("addressee_body", sa.Text(), nullable=True),
        sa.Column("signatories", sa.JSON(), nullable=False),
        sa.Column("cc", sa.Text(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("written_by_id", ID, nullable=False),
        *noun(),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_written_letter_office_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_written_letter_agency_id")),
        sa.ForeignKeyConstraint(["request_id"], ["oversight_request.id"], name=op.f("fk_written_letter_request_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["app_user.id"], name=op.f("fk_written_letter_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_written_letter")),
    )
    with op.batch_alter_table("written_letter") as batch_op:
        for column in ("office_id", "agency_id", "request_id"):
            batch_op.create_index(batch_op.f(f"ix_written_letter_{column}"), [column])
    op.create_table(
        "letter_step",
        sa.Column("letter_id", ID, nullable=False),
        sa.Column("stage", coded(*STAGES, name="letterstage"), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("recorded_by_id", ID, nullable=False),
        *noun(),
        sa.ForeignKeyConstraint(["letter_id"], ["written_letter.id"], name=op.f("fk_letter_step_letter_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["app_user.id"], name=op.f("fk_letter_step_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_step")),
        sa.UniqueConstraint("letter_id", "edition", "stage", name=op.f("uq_letter_step_letter_id_edition_stage")),
    )
    op.create_table(
        "letter_mention",
        sa.Column("letter_id", ID, nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["written_letter.id"], name=op.f("fk_letter_mention_letter_id")),
        sa.ForeignKeyConstraint(["request_id"], ["oversight_request.id"], name=op.f("fk_letter_mention_request_id")),
        sa.PrimaryKeyConstraint("letter_id", "request_id", name=op.f("pk_letter_mention")),
    )
    with op.batch_alter_table("letter_mention") as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_mention_request_id"), ["request_id"])


def noun() -> tuple[sa.Column, ...]:
    moment = sa.Column("created_at", sa.DateTime(timezone=True), nullable=False)
    return sa.Column("id", ID, autoincrement=False, nullable=False), moment


def coded(*codes: str, name: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, length=40)


def downgrade() -> None:
    for table in ("letter_mention", "letter_step", "written_letter", "letter_template"):
        op.drop_table(table)
