"""sequester

Revision ID: sequester
Revises: 84dcd995ea01
"""

import sqlalchemy as sa
from alembic import op

revision = "sequester"
down_revision = "84dcd995ea01"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
PLPGSQL = """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the viewing log is only added to'; END $$"""
ACTS = ("UPDATE", "DELETE")


def own_columns() -> list[sa.Column]:
    return [
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "sequestration",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("pages", sa.Text(), nullable=True),
        sa.Column("released_at", MOMENT, nullable=True),
        sa.Column("release_reason", sa.Text(), nullable=True),
        sa.Column("erased_at", MOMENT, nullable=True),
        *own_columns(),
        sa.ForeignKeyConstraint(["by_id"], ["app_user.id"], name=op.f("fk_sequestration_by_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_sequestration_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sequestration")),
    )
    op.create_index(op.f("ix_sequestration_office_id"), "sequestration", ["office_id"])
    op.create_table(
        "sequestered_text",
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("noun_id", ID, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("request_id", ID, nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("held", sa.LargeBinary(), nullable=True),
        sa.Column("sequestration_id", ID, nullable=False),
        *own_columns(),
        sa.ForeignKeyConstraint(
            ["sequestration_id"], ["sequestration.id"], name=op.f("fk_sequestered_text_sequestration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sequestered_text")),
    )
    op.create_index("ix_sequestered_text_of_noun", "sequestered_text", ["noun_id", "field"])
    op.create_index(op.f("ix_sequestered_text_sequestration_id"), "sequestered_text", ["sequestration_id"])
    op.create_table(
        "sequestered_file",
        sa.Column("stored_file_id", ID, nullable=False),
        sa.Column("held", sa.LargeBinary(), nullable=True),
        sa.Column("sequestration_id", ID, nullable=False),
        *own_columns(),
        sa.ForeignKeyConstraint(
            ["sequestration_id"], ["sequestration.id"], name=op.f("fk_sequestered_file_sequestration_id")
        ),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_sequestered_file_stored_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sequestered_file")),
    )
    op.create_index(op.f("ix_sequestered_file_sequestration_id"), "sequestered_file", ["sequestration_id"])
    op.create_index(op.f("ix_sequestered_file_stored_file_id"), "sequestered_file", ["stored_file_id"])
    op.create_table(
        "viewing",
        sa.Column(
            "kind",
            sa.Enum("VIEWED", "DOWNLOADED", "LOG_READ", "REPORT_READ", name="viewingkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("noun_id", ID, nullable=False),
        sa.Column("request_id", ID, nullable=True),
        sa.Column("stored_file_id", ID, nullable=True),
        *own_columns(),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_viewing_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["app_user.id"], name=op.f("fk_viewing_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_viewing")),
    )
    op.create_index("ix_viewing_newest", "viewing", ["office_id", "created_at"])
    op.create_index("ix_viewing_of_noun", "viewing", ["noun_id"])
    op.create_index("ix_viewing_of_request", "viewing", ["request_id"])
    op.create_index("ix_viewing_of_file", "viewing", ["stored_file_id"])
    op.create_table(
        "marking_hit",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("released_at", MOMENT, nullable=True),
        sa.Column("released_by_id", ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        *own_columns(),
        sa.ForeignKeyConstraint(["by_id"], ["app_user.id"], name=op.f("fk_marking_hit_by_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_marking_hit_office_id")),
        sa.ForeignKeyConstraint(["released_by_id"], ["app_user.id"], name=op.f("fk_marking_hit_released_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking_hit")),
        sa.UniqueConstraint("office_id", "digest", name=op.f("uq_marking_hit_office_id_digest")),
    )
    with op.batch_alter_table("stored_file") as batch:
        batch.add_column(sa.Column("sequestered_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("erased_at", MOMENT, nullable=True))
    guard_viewings()


def guard_viewings() -> None:
    """The database itself refuses to change or take away a row of the viewing log."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(PLPGSQL)
        op.execute(
            "CREATE TRIGGER viewing_added_only BEFORE UPDATE OR DELETE ON viewing "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ACTS:
        op.execute(
            f"CREATE TRIGGER viewing_no_{act.lower()} BEFORE {act} ON viewing "
            "BEGIN SELECT RAISE(ABORT, 'the viewing log is only added to'); END"
        )


def downgrade() -> None:
    with op.batch_alter_table("stored_file") as batch:
        batch.drop_column("erased_at")
        batch.drop_column("sequestered_at")
    op.drop_table("marking_hit")
    op.drop_table("viewing")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
    op.drop_table("sequestered_file")
    op.drop_table("sequestered_text")
    op.drop_table("sequestration")
