"""sending

Revision ID: sending
Revises: corrections
"""

import sqlalchemy as sa
from alembic import op


revision = 'sending'
down_revision = 'corrections'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('address_hold',
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('server_words', sa.Text(), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['app_user.id'], name=op.f('fk_address_hold_lifted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_address_hold')),
    sa.UniqueConstraint('address', name=op.f('uq_address_hold_address'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('given_up_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_message_failed_at'), ['failed_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_message_failed_at'))
        batch_op.drop_column('given_up_at')
    op.drop_table('address_hold')
