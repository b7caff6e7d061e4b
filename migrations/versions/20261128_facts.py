"""What is said of a deadline beside its date: more time asked for and refused, other dates, a stopped clock.

Revision ID: facts
Revises: calendar
"""

import sqlalchemy as sa
from alembic import op

revision = "facts"
down_revision = 'calendar'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OF_ENTRIES = {name: sa.Text() for name in ("who", "agreed_by", "conditions", "scope")} | {"item_ids": sa.JSON()}


def upgrade() -> None:
    # Added and dropped in place: to write the table anew would cost it its triggers.
    op.add_column("oversight_request", sa.Column("stopped_on", sa.Date(), nullable=True))
    op.add_column(
        "agency", sa.Column("is_inauguration_kept", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    for name, kind in OF_ENTRIES.items():
        op.add_column("deadline_entry", sa.Column(name, kind, nullable=True))
    kinds = sa.Enum("ITEM", "PROMISED", "ROLLING", "TARGET", name="otherkind", native_enum=False, length=40)
    op.create_table(
        "other_date",
        sa.Column("kind", kinds, nullable=False),
        sa.Column("item_id", ID, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by_id", ID, nullable=True),
        sa.Column("entry_id", ID, nullable=True),
        sa.Column("logged_by_id", ID, nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_other_date_item_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["other_date.id"], name=op.f("fk_other_date_replaced_by_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["deadline_entry.id"], name=op.f("fk_other_date_entry_id")),
        sa.ForeignKeyConstraint(["logged_by_id"], ["app_user.id"], name=op.f("fk_other_date_logged_by_id")),
        sa.ForeignKeyConstraint(["request_id"], ["oversight_request.id"], name=op.f("fk_other_date_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_date")),
    )
    for name in ("item_id", "entry_id", "request_id"):
        op.create_index(op.f(f"ix_other_date_{name}"), "other_date", [name])
    op.create_index("ix_other_date_waiting", "other_date", ["ended_at", "met_on", "due_on", "request_id"])


    chambers = sa.Enum("HOUSE", "SENATE", "JOINT", name="chamber", native_enum=False, length=40)
    op.create_table(
        "chamber_calendar",
        sa.Column("chamber", chambers, nullable=False),
        sa.Column(
            "kind", sa.Enum("LEGISLATIVE", "SESSION", name="daykind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("listed", sa.JSON(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("imported_by_id", ID, nullable=True),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["imported_by_id"], ["app_user.id"], name=op.f("fk_chamber_calendar_imported_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chamber_calendar")),
        sa.UniqueConstraint("chamber", "kind", name=op.f("uq_chamber_calendar_chamber_kind")),
    )


def downgrade() -> None:
    op.drop_table("chamber_calendar")
    op.drop_table("other_date")
    for name in reversed(OF_ENTRIES):
        op.drop_column("deadline_entry", name)
    op.drop_column("agency", "is_inauguration_kept")
    op.drop_column("oversight_request", "stopped_on")
