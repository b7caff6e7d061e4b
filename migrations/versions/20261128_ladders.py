"""ladders

Revision ID: ladders
Revises: facts
"""

import sqlalchemy as sa
from alembic import op


revision = 'ladders'
down_revision = 'facts'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('reminder_ladder',
    sa.Column('office_id', ID, nullable=False),
    sa.Column('instrument', sa.Text(), nullable=False),
    sa.Column('steps', sa.JSON(), nullable=False),
    sa.Column('gap', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', ID, autoincrement=False, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_reminder_ladder_office_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_ladder')),
    sa.UniqueConstraint('office_id', 'instrument', name=op.f('uq_reminder_ladder_office_id_instrument'))
    )
    op.create_table('mail_rules',
    sa.Column('user_id', ID, nullable=False),
    sa.Column('mode', sa.Enum('EACH', 'DIGEST', 'LEAST', name='mailmode', native_enum=False, length=40), nullable=False),
    sa.Column('digest_at', sa.Time(), nullable=False),
    sa.Column('is_weekly', sa.Boolean(), nullable=False),
    sa.Column('quiet_from', sa.Time(), nullable=True),
    sa.Column('quiet_until', sa.Time(), nullable=True),
    sa.Column('id', ID, autoincrement=False, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_mail_rules_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_rules')),
    sa.UniqueConstraint('user_id', name=op.f('uq_mail_rules_user_id'))
    )
    op.create_table('snooze',
    sa.Column('request_id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('due_version', sa.Integer(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('wakes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', ID, autoincrement=False, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['app_user.id'], name=op.f('fk_snooze_person_id')),
    sa.ForeignKeyConstraint(['request_id'], ['oversight_request.id'], name=op.f('fk_snooze_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_snooze')),
    sa.UniqueConstraint('request_id', 'person_id', name=op.f('uq_snooze_request_id_person_id'))
    )
    with op.batch_alter_table('snooze', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_snooze_request_id'), ['request_id'], unique=False)
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.add_column(sa.Column('why', sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f('ix_reminder_message_id'), ['message_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reminder_message_id'))
        batch_op.drop_column('why')
    op.drop_table('snooze')
    op.drop_table('mail_rules')
    op.drop_table('reminder_ladder')
