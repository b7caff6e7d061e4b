"""account

Revision ID: account
Revises: 8ca0c9d7ea22
"""

import sqlalchemy as sa
from alembic import op


revision = 'account'
down_revision = '8ca0c9d7ea22'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def noun(name: str, *columns: sa.schema.SchemaItem) -> None:
    """A table of what belongs to a person."""
    op.create_table(
        name,
        sa.Column('user_id', ID, nullable=False),
        *columns,
        sa.Column('id', ID, autoincrement=False, nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f(f'fk_{name}_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{name}')),
    )


def upgrade() -> None:
    with op.batch_alter_table('app_user', schema=None) as batch_op:
        batch_op.add_column(sa.Column('timezone', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('date_style', sa.Text(), nullable=True))

    noun(
        'browser_session',
        sa.Column('digest', sa.Text(), nullable=False),
        sa.Column('browser', sa.Text(), nullable=False),
        sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('proved_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('lacks_second_factor', sa.Boolean(), nullable=False),
        sa.UniqueConstraint('digest', name=op.f('uq_browser_session_digest')),
    )
    noun(
        'authenticator',
        sa.Column('sealed_secret', sa.Text(), nullable=False),
        sa.Column('last_step', sa.Integer(), nullable=False),
        sa.UniqueConstraint('user_id', name=op.f('uq_authenticator_user_id')),
    )
    noun(
        'passkey',
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('credential', sa.Text(), nullable=False),
        sa.Column('public_key', sa.Text(), nullable=False),
        sa.Column('sign_count', sa.BigInteger(), nullable=False),
        sa.Column('transports', sa.JSON(), nullable=False),
        sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint('credential', name=op.f('uq_passkey_credential')),
    )
    noun(
        'recovery_code',
        sa.Column('sealed_code', sa.Text(), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    )
    for table in ('browser_session', 'passkey', 'recovery_code'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f'ix_{table}_user_id'), ['user_id'], unique=False)

    op.create_table(
        'throttle',
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('id', ID, nullable=False),
        sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('count', sa.Integer(), nullable=False),
        sa.Column('locks', sa.Integer(), nullable=False),
        sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_throttle')),
    )


def downgrade() -> None:
    for table in ('throttle', 'recovery_code', 'passkey', 'authenticator', 'browser_session'):
        op.drop_table(table)
    with op.batch_alter_table('app_user', schema=None) as batch_op:
        batch_op.drop_column('date_style')
        batch_op.drop_column('timezone')
