"""Uploads are taken in without traces, and originals stay what they were."""

import hashlib
import io
import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app import files
from app.files import FileStore, QuietFile, Spool, clean_name, size_in_words
from app.refusals import Refused

MB = 1024 * 1024


class Endless:
    """A stream of `size` bytes that holds none of them."""

    def __init__(self, size):
        self.left = size

    def read(self, size):
        size = min(size, self.left)
        self.left -= size
        return b"x" * size


def take(data, limit=MB):
    return Spool.take(io.BytesIO(data), limit=limit)


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path / "files")


def test_a_kept_file_comes_back_byte_for_byte_under_its_hash(store):
    with take(b"a letter") as spool:
        key = store.keep(spool)
    assert key == hashlib.sha256(b"a letter").hexdigest()
    assert b"".join(store.open(key)) == b"a letter"
    assert store.size(key) == 8
    assert store.verify(key)


def test_a_store_may_be_named_by_its_url(tmp_path):
    store = FileStore(f"file://{tmp_path}/by%20url")
    with take(b"a letter") as spool:
        store.keep(spool)
    assert (tmp_path / "by url").is_dir()


def test_the_same_file_twice_is_one_file(store, tmp_path):
    for _ in range(2):
        with take(b"a letter") as spool:
            store.keep(spool)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_damaged_original_is_noticed_and_never_written_over(store, tmp_path):
    with take(b"a letter") as spool:
        key = store.keep(spool)
    (tmp_path / "files" / key[:2] / key).write_bytes(b"a lettar")
    assert not store.verify(key)
    with take(b"a letter") as spool, pytest.raises(Refused, match="damaged"):
        store.keep(spool)
    assert b"".join(store.open(key)) == b"a lettar"


def test_bytes_that_changed_after_hashing_are_not_kept(store, tmp_path):
    with take(b"a letter") as spool:
        spool.file.seek(0)
        spool.file.write(b"b")
        with pytest.raises(Refused, match="changed"):
            store.keep(spool)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_forgotten_file_is_gone(store):
    with take(b"a letter") as spool:
        key = store.keep(spool)
    store.forget(key)
    assert not store.verify(key)
    with pytest.raises(FileNotFoundError):
        list(store.open(key))


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "A" * 64, "/etc/passwd", "a" * 64 + "\n"])
def test_only_a_hash_is_a_key(store, key):
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.open(key)


def test_an_empty_file_is_refused():
    with pytest.raises(Refused, match="empty"):
        take(b"")


def test_a_file_over_the_limit_is_refused_with_both_sizes():
    with pytest.raises(Refused, match=r"^This file is 2\.1 GB; the limit is 2 GB$"):
        Spool.take(Endless(0), limit=2048 * MB, declared=int(2.1 * 1024 * MB))
    with pytest.raises(Refused, match=r"^This file is 3 MB; the limit is 2 MB$"):
        Spool.take(Endless(3 * MB), limit=2 * MB)
    with pytest.raises(Refused, match=r"^This file is more than 4 MB; the limit is 2 MB$"):
        Spool.take(Endless(10**12), limit=2 * MB)
    with pytest.raises(Refused, match="a little over 2 MB"):
        take(b"x" * (2 * MB + 1), limit=2 * MB)


def test_a_stream_of_300_mb_does_not_grow_memory(monkeypatch):
    monkeypatch.setattr(files, "IN_MEMORY", 2 * MB)
    tracemalloc.start()
    with Spool.take(Endless(300 * MB), limit=400 * MB) as spool:
        assert spool.size == 300 * MB
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * MB


def test_a_scratch_file_on_disk_is_overwritten_before_it_is_closed(monkeypatch, tmp_path):
    monkeypatch.setattr(files, "IN_MEMORY", 10)
    monkeypatch.setattr(QuietFile, "_disk_file", lambda self: (tmp_path / "scratch").open("w+b", buffering=0))
    with take(b"marked words, many of them") as spool:
        assert b"marked" in (tmp_path / "scratch").read_bytes()
        assert b"".join(spool.chunks()) == b"marked words, many of them"
    assert (tmp_path / "scratch").read_bytes() == bytes(26)


def test_a_scratch_file_reads_and_writes_like_any_other():
    with QuietFile() as file:
        file.write(b"one\ntwo\n")
        file.seek(0)
        assert list(file) == [b"one\n", b"two\n"]
        assert file.seek(-4, 2) == 4
        assert file.read() == b"two\n"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x", "x"),
        ("/abs", "abs"),
        ("a/b", "b"),
        ("letter.pdf\0.exe", "letter.pdf"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("fdp\u202eexe.pdf", "fdpexe.pdf"),
        ("", "unnamed file"),
        (None, "unnamed file"),
        ("...", "unnamed file"),
        (".htaccess", "htaccess"),
        ("a\r\nb.txt", "ab.txt"),
        ("Re: reply?.eml", "Re_ reply_.eml"),
    ],
)
def test_a_name_is_cleaned_before_it_is_shown(raw, shown):
    assert clean_name(raw) == shown


def test_a_long_name_keeps_its_ending():
    assert clean_name("x" * 300 + ".pdf") == "x" * 146 + ".pdf"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
@example("\u0344" * 150)
def test_a_clean_name_is_always_safe(raw):
    name = clean_name(raw)
    assert 0 < len(name) <= 150
    assert not name.startswith(".")
    assert not set(name) & set('/\\\0\u202e<>:"|?*\n')


def test_sizes_are_told_in_words():
    assert [size_in_words(size) for size in (1, 1024, int(2.1 * 1024**3))] == ["1 bytes", "1 KB", "2.1 GB"]
