"""search

The text that can be searched, kept by triggers so that no way of writing a row can pass it by: FTS5 on SQLite,
a tsvector on PostgreSQL. Views of the docket that have a name; topics.

Revision ID: search
Revises: sequester
"""

import sqlalchemy as sa
from alembic import op


revision = 'search'
down_revision = 'sequester'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)
TOUCHED = (
    ('matter', 'title'), ('oversight_request', 'subject'), ('communication', 'summary'),
    ('intelligence_item', 'title'), ('attachment', 'name'),
)

# ---- what each noun's text is, in the SQL of both databases; {…} is filled in by dialect ----

UPSERT = """INSERT INTO search_text (noun, noun_id, office_id, request_id, scope, words) {select}
ON CONFLICT (noun, noun_id) DO UPDATE SET scope = excluded.scope, words = excluded.words"""

SHARED = "coalesce((SELECT {join}({letter} || s.office_id, ' ') FROM share s WHERE s.request_id = r.id), '')"
SCOPE = "{letter} || r.office_id || ' ' || " + SHARED

SELECTS = {
    'OversightRequest': """SELECT 'OversightRequest', r.id, r.office_id, r.id, {scope_r},
  substr(r.number || coalesce('\n' || r.control_number, '') || '\n' || r.subject || '\n' || a.short_name || ', ' || a.name
  || coalesce('\n' || r.addressee, '') || coalesce('\n' || r.addressee_title, '') || coalesce('\n' || r.cc, '')
  || coalesce('\n' || {signatories}, '') || coalesce('\n' || {items}, ''), 1, 1000000)
FROM oversight_request r JOIN agency a ON a.id = r.agency_id WHERE {where}""",
    'Communication': """SELECT 'Communication', c.id, r.office_id, r.id, {scope_c},
  substr(c.summary || coalesce('\n' || c.speaker, '') || coalesce('\n' || c.body, '') || coalesce('\n' || c.text, '')
  || coalesce('\n' || c.source_url, '') || coalesce('\n' || p.volume, '') || coalesce('\n' || p.bates_begin, '')
  || coalesce('\n' || p.bates_end, '') || coalesce('\n' || p.medium, ''), 1, 1000000)
FROM communication c JOIN oversight_request r ON r.id = c.request_id
LEFT JOIN production p ON p.communication_id = c.id WHERE {where}""",
    'IntelligenceItem': """SELECT 'IntelligenceItem', x.id, x.office_id, NULL, 'i' || x.office_id,
  substr(x.title || coalesce('\n' || x.summary, '') || '\n' || x.source || coalesce('\n' || x.obtained, '')
  || coalesce('\n' || x.place, '') || coalesce('\n' || x.source_url, ''), 1, 1000000)
FROM intelligence_item x WHERE {where}""",
    'Attachment': """SELECT 'Attachment', t.id, coalesce(r.office_id, x.office_id), t.request_id,
  CASE WHEN r.id IS NULL THEN 'f' || x.office_id ELSE {scope_f} END,
  substr(t.name || CASE WHEN b.sequestered_at IS NULL AND b.erased_at IS NULL THEN coalesce('\n' || f.text, '') ELSE '' END, 1, 1000000)
FROM attachment t JOIN stored_file b ON b.id = t.stored_file_id LEFT JOIN oversight_request r ON r.id = t.request_id
LEFT JOIN intelligence_item x ON x.id = t.intelligence_item_id
LEFT JOIN file_text f ON f.stored_file_id = t.stored_file_id WHERE {where}""",
    'Matter': """SELECT 'Matter', m.id, m.office_id, NULL, 'm' || m.office_id,
  substr(m.title || coalesce('\n' || m.summary, ''), 1, 1000000)
FROM matter m WHERE {where}""",
}

SQLITE = {
    'join': 'group_concat',
    'signatories': """(SELECT group_concat(json_extract(s.value, '$.name') || ', ' || json_extract(s.value, '$.title'), '; ')
    FROM json_each(r.signatories) s WHERE s.type = 'object')""",
    'items': """(SELECT group_concat(text, '\n') FROM (SELECT i.text FROM item i
    WHERE i.request_id = r.id AND i.text <> 'The letter as a whole' ORDER BY i.position))""",
}
POSTGRES = {
    'join': 'string_agg',
    'signatories': """(SELECT string_agg(concat_ws(', ', s->>'name', s->>'title'), '; ') FROM json_array_elements(
    CASE json_typeof(r.signatories) WHEN 'array' THEN r.signatories ELSE '[]'::json END) s)""",
    'items': """(SELECT string_agg(i.text, '\n' ORDER BY i.position) FROM item i
    WHERE i.request_id = r.id AND i.text <> 'The letter as a whole')""",
}

# noun written: (columns whose change counts, noun whose text follows, how to find that from the row)
FOLLOWS = (
    ('oversight_request', 'number, control_number, subject, addressee, addressee_title, signatories, cc, agency_id', 'OversightRequest', 'r.id = {row}.id'),
    ('item', 'text', 'OversightRequest', 'r.id = {row}.request_id'),
    ('communication', 'summary, speaker, body, text, source_url', 'Communication', 'c.id = {row}.id'),
    ('production', 'volume, bates_begin, bates_end, medium', 'Communication', 'c.id = {row}.communication_id'),
    ('intelligence_item', 'title, summary, source, obtained, place, source_url', 'IntelligenceItem', 'x.id = {row}.id'),
    ('attachment', 'name, stored_file_id', 'Attachment', 't.id = {row}.id'),
    ('stored_file', 'sequestered_at, erased_at', 'Attachment', 't.stored_file_id = {row}.id'),
    ('file_text', 'text', 'Attachment', 't.stored_file_id = {row}.stored_file_id'),
    ('matter', 'title, summary', 'Matter', 'm.id = {row}.id'),
)
OWN_TABLE = {
    'oversight_request': 'OversightRequest', 'communication': 'Communication', 'intelligence_item': 'IntelligenceItem',
    'attachment': 'Attachment', 'matter': 'Matter',
}


def upsert(noun: str, where: str, words: dict[str, str]) -> str:
    scopes = {f'scope_{letter}': SCOPE.format(letter=f"'{letter}'", join=words['join']) for letter in 'rcf'}
    return UPSERT.format(select=SELECTS[noun].format(where=where, signatories=words['signatories'], items=words['items'], **scopes))


def rescope(row: str, words: dict[str, str]) -> str:
    """A share was made or ended: the scope of all that belongs to the request."""
    letter = "CASE search_text.noun WHEN 'OversightRequest' THEN 'r' WHEN 'Communication' THEN 'c' ELSE 'f' END"
    scope = SCOPE.format(letter=letter, join=words['join'])
    return f"""UPDATE search_text SET scope = (SELECT {scope} FROM oversight_request r WHERE r.id = search_text.request_id)
WHERE request_id = {row}.request_id"""


def on_sqlite() -> None:
    op.execute("""CREATE VIRTUAL TABLE search_fts USING fts5(scope, words, content='search_text', content_rowid='id',
tokenize='porter unicode61 remove_diacritics 2', columnsize=0)""")
    gone = "INSERT INTO search_fts (search_fts, rowid, scope, words) VALUES ('delete', old.id, old.scope, old.words);"
    new = "INSERT INTO search_fts (rowid, scope, words) VALUES (new.id, new.scope, new.words);"
    changed = "AFTER UPDATE OF scope, words ON search_text WHEN old.scope <> new.scope OR old.words <> new.words"
    for name, when, acts in (('insert', 'AFTER INSERT ON search_text', new), ('delete', 'AFTER DELETE ON search_text', gone),
                             ('update', changed, gone + new)):
        op.execute(f'CREATE TRIGGER search_text_{name} {when} BEGIN {acts} END')
    for table, columns, noun, where in FOLLOWS:
        for name, when, row in (('insert', 'INSERT', 'new'), ('update', f'UPDATE OF {columns}', 'new'), ('delete', 'DELETE', 'old')):
            act = upsert(noun, where.format(row=row), SQLITE)
            if name == 'delete' and table in OWN_TABLE:
                act = f"DELETE FROM search_text WHERE noun = '{noun}' AND noun_id = old.id"
            op.execute(f'CREATE TRIGGER search_{table}_{name} AFTER {when} ON {table} BEGIN {act}; END')
    for name, row in (('insert', 'new'), ('delete', 'old')):
        op.execute(f'CREATE TRIGGER search_share_{name} AFTER {name} ON share BEGIN {rescope(row, SQLITE)}; END')
    renamed = upsert('OversightRequest', 'r.agency_id = new.id', SQLITE)
    op.execute(f'CREATE TRIGGER search_agency_update AFTER UPDATE OF name, short_name ON agency BEGIN {renamed}; END')


def on_postgres() -> None:
    op.execute("CREATE TEXT SEARCH DICTIONARY search_stem (TEMPLATE = snowball, Language = english)")
    op.execute("CREATE TEXT SEARCH CONFIGURATION search_words (COPY = simple)")
    op.execute("""ALTER TEXT SEARCH CONFIGURATION search_words
ALTER MAPPING FOR asciiword, word, hword, asciihword, hword_part, hword_asciipart WITH search_stem""")
    op.execute("ALTER TABLE search_text ADD COLUMN vector tsvector")
    op.execute("CREATE INDEX ix_search_text_vector ON search_text USING gin (vector)")
    # Letters lose their accents and signs become blanks, so that both databases cut a text into the same words.
    function('search_fold(words text) RETURNS text IMMUTABLE', """RETURN translate(
  regexp_replace(normalize(words, NFKD), '[\\u0300-\\u036F]', '', 'g'),
  E'!"#$%&\\'()*+,-./:;<=>?@[\\\\]^_`{|}~\\u2013\\u2014\\u2018\\u2019\\u201c\\u201d\\u2026', repeat(' ', 40));""")
    function('search_index() RETURNS trigger', """new.vector := to_tsvector('search_words', new.scope || ' ' || search_fold(new.words));
RETURN new;
EXCEPTION WHEN program_limit_exceeded THEN
  -- More different words than one vector holds: the first part of the text is found.
  new.vector := to_tsvector('search_words', new.scope || ' ' || search_fold(left(new.words, 100000)));
RETURN new;""")
    op.execute("CREATE TRIGGER search_text_index BEFORE INSERT OR UPDATE OF scope, words ON search_text FOR EACH ROW EXECUTE FUNCTION search_index()")
    for table, columns, noun, where in FOLLOWS:
        if table == 'item':
            continue
        gone = upsert(noun, where.format(row='old'), POSTGRES)
        if table in OWN_TABLE:
            gone = f"DELETE FROM search_text WHERE noun = '{noun}' AND noun_id = old.id"
        function(f'search_{table}() RETURNS trigger', f"""IF TG_OP = 'DELETE' THEN {gone};
ELSE {upsert(noun, where.format(row='new'), POSTGRES)}; END IF;
RETURN NULL;""")
        op.execute(f'CREATE TRIGGER search_{table} AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {table} FOR EACH ROW EXECUTE FUNCTION search_{table}()')
    # A letter's items are written together, so its text is put together once for all of them.
    many = 'r.id IN (SELECT request_id FROM changed)'
    function('search_item() RETURNS trigger', f"{upsert('OversightRequest', many, POSTGRES)}; RETURN NULL;")
    for name, referencing in (('insert', 'NEW'), ('update', 'NEW'), ('delete', 'OLD')):
        op.execute(f'CREATE TRIGGER search_item_{name} AFTER {name} ON item REFERENCING {referencing} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_item()')
    function('search_share() RETURNS trigger', f"""IF TG_OP = 'DELETE' THEN {rescope('old', POSTGRES)};
ELSE {rescope('new', POSTGRES)}; END IF;
RETURN NULL;""")
    op.execute('CREATE TRIGGER search_share AFTER INSERT OR DELETE ON share FOR EACH ROW EXECUTE FUNCTION search_share()')
    function('search_agency() RETURNS trigger', f"{upsert('OversightRequest', 'r.agency_id = new.id', POSTGRES)}; RETURN NULL;")
    op.execute('CREATE TRIGGER search_agency AFTER UPDATE OF name, short_name ON agency FOR EACH ROW EXECUTE FUNCTION search_agency()')


def function(head: str, body: str) -> None:
    op.execute(sa.text(f'CREATE FUNCTION {head} LANGUAGE plpgsql AS $$ BEGIN {body} END $$'.replace(':', r'\:')))


def upgrade() -> None:
    op.create_table('search_text',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('noun', sa.Text(), nullable=False),
    sa.Column('noun_id', ID, nullable=False),
    sa.Column('office_id', ID, nullable=False),
    sa.Column('request_id', ID, nullable=True),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_text')),
    sa.UniqueConstraint('noun', 'noun_id', name=op.f('uq_search_text_noun_noun_id')),
    )
    op.create_index(op.f('ix_search_text_request_id'), 'search_text', ['request_id'])
    op.create_table('file_text',
    sa.Column('stored_file_id', ID, nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['stored_file_id'], ['stored_file.id'], name=op.f('fk_file_text_stored_file_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('stored_file_id', name=op.f('pk_file_text')),
    )
    make_views_and_topics()
    if op.get_bind().dialect.name == 'sqlite':
        on_sqlite()
    else:
        on_postgres()
    # The rows that stand already: writing one anew, as it is, puts its text together.
    for table, column in TOUCHED:
        op.execute(f'UPDATE {table} SET {column} = {column}')


def make_views_and_topics() -> None:
    op.create_table('saved_view',
    sa.Column('owner_id', ID, nullable=False),
    sa.Column('office_id', ID, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('id', ID, autoincrement=False, nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_saved_view_office_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['app_user.id'], name=op.f('fk_saved_view_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view')),
    )
    op.create_index(op.f('ix_saved_view_office_id'), 'saved_view', ['office_id'])
    op.create_index(op.f('ix_saved_view_owner_id'), 'saved_view', ['owner_id'])
    op.create_table('topic',
    sa.Column('office_id', ID, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('id', ID, autoincrement=False, nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_topic_office_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic')),
    )
    op.create_index(op.f('ix_topic_office_id'), 'topic', ['office_id'])
    op.create_table('request_topic',
    sa.Column('topic_id', ID, nullable=False),
    sa.Column('request_id', ID, nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['oversight_request.id'], name=op.f('fk_request_topic_request_id')),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_request_topic_topic_id')),
    sa.PrimaryKeyConstraint('request_id', 'topic_id', name=op.f('pk_request_topic')),
    )
    op.create_index(op.f('ix_request_topic_topic_id'), 'request_topic', ['topic_id'])
    op.create_index(op.f('ix_event_of_act'), 'event', ['act_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_event_of_act'), 'event')
    if op.get_bind().dialect.name == 'sqlite':
        for (name,) in op.get_bind().execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search%'")).all():
            op.execute(f'DROP TRIGGER {name}')
        op.execute('DROP TABLE search_fts')
    else:
        for table in ('share', 'agency', 'item', *(table for table, *_ in FOLLOWS if table != 'item')):
            op.execute(f'DROP FUNCTION search_{table}() CASCADE')
        op.execute('DROP FUNCTION search_index() CASCADE')
        op.execute('DROP FUNCTION search_fold(text)')
    for table in ('request_topic', 'topic', 'saved_view', 'file_text', 'search_text'):
        op.drop_table(table)
    if op.get_bind().dialect.name != 'sqlite':
        op.execute('DROP TEXT SEARCH CONFIGURATION search_words')
        op.execute('DROP TEXT SEARCH DICTIONARY search_stem')
