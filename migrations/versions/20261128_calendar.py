"""calendar

Revision ID: calendar
Revises: ledger
"""

import sqlalchemy as sa
from alembic import op


revision = 'calendar'
down_revision = 'ledger'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('calendar_feed',
    sa.Column('user_id', ID, nullable=False),
    sa.Column('office_id', ID, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('reset_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', ID, autoincrement=False, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_calendar_feed_office_id')),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_calendar_feed_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('digest', name=op.f('uq_calendar_feed_digest'))
    )
    op.create_index(op.f('ix_calendar_feed_office_id'), 'calendar_feed', ['office_id'])
    op.create_index(op.f('ix_calendar_feed_user_id'), 'calendar_feed', ['user_id'])
    op.create_index('ix_oversight_request_by_next_step', 'oversight_request', ['office_id', 'next_step_on'])


def downgrade() -> None:
    op.drop_index('ix_oversight_request_by_next_step', table_name='oversight_request')
    op.drop_index(op.f('ix_calendar_feed_user_id'), table_name='calendar_feed')
    op.drop_index(op.f('ix_calendar_feed_office_id'), table_name='calendar_feed')
    op.drop_table('calendar_feed')
