"""Whose move it is, found without reading every open request."""

from alembic import op

revision = "moves"
down_revision = "writer"
branch_labels = None
depends_on = None

COLUMNS = ["office_id", "void_at", "closed_on", "waits_on", "is_limited", "agency_id"]


def upgrade() -> None:
    op.create_index("ix_oversight_request_by_move", "oversight_request", COLUMNS)


def downgrade() -> None:
    op.drop_index("ix_oversight_request_by_move", "oversight_request")
