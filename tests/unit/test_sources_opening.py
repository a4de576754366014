"""Files, archives and standard input as documents that can be read again and again."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import hashlib
import io
import lzma
import os
import pickle
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import zstandard
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.sources import archives, opening, places, tar_archive, unpacking, zip_archive
from kg.sources.opening import OpenedDocument, open_documents, read_whole

FILES = {"a.json": b"[1]\n", "2024/b.json": b"two\n" * 1000, "2024/deep/c.txt": b""}
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lambda data: lzma.compress(data, preset=0),
    "zstd": zstandard.ZstdCompressor(write_checksum=True).compress,
}
TEXT = "".join(f"line {number} of a long page\n" for number in range(20_000)).encode()


def noise(size: int) -> bytes:
    """Bytes that can't be packed, always the same."""
    return hashlib.shake_256(b"noise").digest(size)


def content(document: OpenedDocument) -> bytes:
    with document.open() as stream:
        return stream.read()


def one(path: Path | io.BytesIO) -> OpenedDocument:
    [document] = open_documents(path)
    return document


def zip_of(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def tar_of(files: Mapping[str, bytes], kind: int = tarfile.PAX_FORMAT) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=kind) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


ARCHIVES: dict[str, Callable[[Mapping[str, bytes]], bytes]] = {
    "zip": zip_of,
    "zip-stored": lambda files: zip_of(files, zipfile.ZIP_STORED),
    "zip-lzma": lambda files: zip_of(files, zipfile.ZIP_LZMA),
    "tar": tar_of,
    "tar-gnu": lambda files: tar_of(files, tarfile.GNU_FORMAT),
    "tar-ustar": lambda files: tar_of(files, tarfile.USTAR_FORMAT),
    **{
        f"tar-{name}": lambda files, pack=pack: pack(tar_of(files))  # type: ignore[misc]
        for name, pack in PACKERS.items()
    },
}


def saved(tmp_path: Path, data: bytes, name: str = "papers") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


# One document


@pytest.mark.parametrize("packer", PACKERS)
def test_a_compressed_file_is_a_document_whatever_its_name(packer: str, tmp_path: Path) -> None:
    path = saved(tmp_path, PACKERS[packer](TEXT[:300_000]) + PACKERS[packer](TEXT[300_000:]))
    document = one(path)
    assert (document.name, document.file_name) == (str(path), "papers")
    assert document.size == path.stat().st_size
    assert not document.in_archive
    assert content(document) == TEXT
    assert content(document) == TEXT


def test_a_document_is_read_in_pieces_and_by_lines(tmp_path: Path) -> None:
    for data in (TEXT, gzip.compress(TEXT)):
        with one(saved(tmp_path, data)).open() as stream:
            assert stream.readline() == b"line 0 of a long page\n"
            assert stream.read(5) == b"line "
            assert b"".join(stream) == TEXT[27:]
        with one(saved(tmp_path, data)).open() as stream:
            lengths = {len(piece) for piece in iter(lambda: stream.read(1000), b"")}
            assert lengths == {1000, len(TEXT) % 1000}


def test_a_long_document_takes_little_memory(tmp_path: Path) -> None:
    import tracemalloc

    page = noise(2**16).hex().encode()
    path = saved(tmp_path, gzip.compress(page * 80, 1))
    tracemalloc.start()
    with one(path).open() as stream:
        total = sum(len(piece) for piece in iter(lambda: stream.read(2**16), b""))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert total == 80 * 2**17
    assert peak < 4 * 2**20


@pytest.mark.parametrize("spool", [2**26, 100])
@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda data: zip_of({"a.json": data})])
def test_standard_input_can_be_read_twice(
    spool: int, pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "KEPT_IN_MEMORY", spool)
    document = one(io.BytesIO(pack(TEXT)))
    assert document.name.startswith("standard input")
    with document.open() as first, document.open() as second:
        assert first.read(1000) == second.read(1000) == TEXT[:1000]
        assert first.read() == second.read() == TEXT[1000:]


def test_a_file_that_can_not_be_read_says_why(tmp_path: Path) -> None:
    gone = one(tmp_path / "none.txt")
    assert gone.trouble == "can't be read: No such file or directory"
    assert gone.lost
    folder = one(tmp_path)
    assert folder.trouble == "can't be read: Is a directory"
    with pytest.raises(InputError, match=r"none\.txt: can't be read: No such file"):
        gone.open()
    assert "null byte" in str(one(tmp_path / "a\0b").trouble)


def test_a_file_that_is_gone_after_a_first_look_says_so(tmp_path: Path) -> None:
    path = saved(tmp_path, TEXT)
    document = one(path)
    path.unlink()
    with pytest.raises(InputError, match="can't be read: No such file"):
        document.open()


@pytest.mark.parametrize("packer", PACKERS)
def test_what_is_cut_or_damaged_is_told_and_stays_so(packer: str, tmp_path: Path) -> None:
    packed = PACKERS[packer](noise(900_000))
    middle = len(packed) // 2
    for damaged in (packed[:-9], packed[:middle] + b"\xff" * 30 + packed[middle + 30 :]):
        document = one(saved(tmp_path, damaged))
        with pytest.raises(InputError, match="compressed, but cut or damaged"):
            content(document)
        if document.trouble is None:
            with document.open() as stream:
                for _ in range(2):
                    with pytest.raises(InputError, match="compressed, but cut or damaged"):
                        stream.read()


@pytest.mark.parametrize("packer", PACKERS)
def test_a_bomb_is_defused(packer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "RATIO_COUNTS_FROM", 2**20)
    document = one(saved(tmp_path, PACKERS[packer](bytes(3_000_000))))
    with pytest.raises(InputError, match="more than 250 times"):
        content(document)


def test_no_stream_unpacks_without_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "LARGEST_STREAM", 10_000)
    document = one(saved(tmp_path, gzip.compress(b"tides" * 3000)))
    with pytest.raises(InputError, match="more than 10,000 bytes"):
        content(document)


def test_a_document_read_as_a_whole_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_whole(io.BytesIO(b"tides"), "page.txt") == b"tides"
    monkeypatch.setattr(opening, "LARGEST", 4)
    with pytest.raises(InputError, match=r"page\.txt: holds more than 4 bytes"):
        read_whole(io.BytesIO(b"tides"), "page.txt")


@given(st.binary(max_size=2000), st.sampled_from([b"", *(pack(TEXT) for pack in PACKERS.values())]))
def test_any_bytes_give_documents_or_a_reason(data: bytes, start: bytes) -> None:
    for document in open_documents(io.BytesIO(start[:500] + data)):
        with contextlib.suppress(InputError):
            content(document)


# Archives


@pytest.mark.parametrize("kind", ARCHIVES)
def test_the_files_of_an_archive_are_documents(kind: str, tmp_path: Path) -> None:
    path = saved(tmp_path, ARCHIVES[kind](FILES))
    seen = {}
    for document in open_documents(path):
        assert document.in_archive
        assert document.trouble is None
        assert document.size == len(content(document))
        assert (
            hashlib.sha256(content(document)).digest() == hashlib.sha256(content(document)).digest()
        )
        seen[document.name] = document.file_name, content(document)
    assert seen == {
        f"{path}!/{name}": (name.rpartition("/")[2], data) for name, data in FILES.items()
    }


@pytest.mark.parametrize("kind", ARCHIVES)
def test_documents_of_an_archive_can_be_read_later_in_any_order_and_elsewhere(
    kind: str, tmp_path: Path
) -> None:
    documents = list(open_documents(saved(tmp_path, ARCHIVES[kind](FILES))))
    for document in reversed(documents):
        elsewhere = pickle.loads(pickle.dumps(document))  # noqa: S301
        name = document.name.partition("!/")[2]
        assert content(elsewhere) == content(document) == FILES[name]


@pytest.mark.parametrize("kind", ARCHIVES)
def test_an_archive_may_come_by_standard_input(kind: str) -> None:
    found = {
        document.name: content(document)
        for document in open_documents(io.BytesIO(ARCHIVES[kind](FILES)))
    }
    assert found == {f"standard input!/{name}": data for name, data in FILES.items()}


@pytest.mark.parametrize("kind", ["zip", "tar", "tar-gzip"])
def test_compressed_members_are_unpacked_and_archives_among_them_are_not(
    kind: str, tmp_path: Path
) -> None:
    files = {
        "a.json.gz": gzip.compress(TEXT),
        "b.zip": zip_of(FILES),
        "c.tgz": gzip.compress(tar_of(FILES)),
    }
    first, *inner = open_documents(saved(tmp_path, ARCHIVES[kind](files)))
    assert (first.file_name, content(first)) == ("a.json.gz", TEXT)
    for document in inner:
        with pytest.raises(InputError, match="an archive in an archive"):
            document.open()


@pytest.mark.parametrize("kind", ["zip", "tar", "tar-gzip"])
def test_odd_members_are_skipped_with_a_reason(kind: str, tmp_path: Path) -> None:
    names = {
        "good.json": None,
        "./also/good.json": None,
        "/etc/passwd": "its name leads out of the archive",
        "../up.json": "its name leads out of the archive",
        "a/../../up.json": "its name leads out of the archive",
        "C:/windows.json": "its name leads out of the archive",
        r"a\..\..\up.json": "its name leads out of the archive",
        ".hidden.json": "is hidden",
        ".git/config": "is hidden",
        "__MACOSX/._good.json": "is hidden",
    }
    path = saved(tmp_path, ARCHIVES[kind](dict.fromkeys(names, b"[]")))
    found = {d.name.partition("!/")[2]: d for d in open_documents(path)}
    assert {name: document.trouble for name, document in found.items()} == names
    assert not any(document.lost for document in found.values())


def test_what_is_no_regular_file_in_an_archive_is_skipped(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, kind in (
            *(("folder", tarfile.DIRTYPE), ("soft", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE)),
            *(("device", tarfile.CHRTYPE), ("pipe", tarfile.FIFOTYPE), ("file", tarfile.REGTYPE)),
        ):
            member = tarfile.TarInfo(name)
            member.type = kind
            member.linkname = "/etc/passwd"
            archive.addfile(member)
    found = {d.file_name: d.trouble for d in open_documents(saved(tmp_path, packed.getvalue()))}
    reason = "is no regular file"
    assert found == {"soft": reason, "hard": reason, "device": reason, "pipe": reason, "file": None}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.mkdir("folder")
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        zipped.writestr(link, "/etc/passwd")
    assert one(saved(tmp_path, packed.getvalue())).trouble == reason


def test_a_name_that_is_no_text_is_shown_with_escapes(tmp_path: Path) -> None:
    path = saved(tmp_path, tar_of({"caf\udce9.json": b"[]"}, tarfile.GNU_FORMAT))
    assert one(path).file_name == "caf\\xe9.json"
    path = saved(tmp_path, b"[]", os.fsdecode(b"caf\xe9.json"))
    document = one(path)
    assert document.file_name == "caf\\xe9.json"
    assert content(document) == b"[]"


def test_an_encrypted_member_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(zip_of({"a.json": b"[1]", "b.json": b"[2]"}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1
    first, second = open_documents(saved(tmp_path, bytes(data)))
    assert (first.trouble, first.lost) == ("encrypted; unpack it by hand", True)
    assert content(second) == b"[2]"


def test_an_unknown_method_is_told(tmp_path: Path) -> None:
    data = bytearray(zip_of({"a.json": b"[1]"}))
    data[data.index(b"PK\x01\x02") + 10] = 93
    document = one(saved(tmp_path, bytes(data)))
    assert "compressed by method 93" in str(document.trouble)
    assert document.lost


@pytest.mark.parametrize("first", ["[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"])
def test_an_office_document_is_no_archive(first: str, tmp_path: Path) -> None:
    document = one(saved(tmp_path, zip_of({first: b"x", "word/document.xml": b"<x/>"})))
    assert "an office document" in str(document.trouble)
    assert document.lost


@pytest.mark.parametrize("kind", ["zip", "tar", "tar-gzip"])
def test_an_archive_without_files_says_so(kind: str, tmp_path: Path) -> None:
    path = saved(tmp_path, ARCHIVES[kind]({}))
    if kind == "zip":
        assert one(path).trouble == "an archive without a file in it"
    else:
        assert content(one(path)).strip(b"\0") == b""


def test_a_damaged_member_of_a_zip_leaves_the_others_good(tmp_path: Path) -> None:
    data = bytearray(zip_of({"a.json": noise(5000), "b.json": b"[2]"}))
    data[2000] ^= 1
    first, second = open_documents(saved(tmp_path, bytes(data)))
    with pytest.raises(InputError, match=r"a\.json: damaged in the archive"):
        content(first)
    assert content(second) == b"[2]"


@pytest.mark.parametrize("kind", ARCHIVES)
def test_a_cut_archive_is_told_and_no_cut_member_is_taken_for_whole(
    kind: str, tmp_path: Path
) -> None:
    data = noise(30_000)
    whole = ARCHIVES[kind]({"a.json": b"[1]", "b.json": data, "c.json": data[::-1]})
    expected = {"a.json": b"[1]", "b.json": data, "c.json": data[::-1]}
    for length in (len(whole) // 4, len(whole) // 2, len(whole) * 3 // 4, len(whole) - 11_000):
        troubles = []
        for document in open_documents(saved(tmp_path, whole[:length])):
            try:
                assert content(document) == expected[document.file_name]
            except InputError as error:
                troubles.append(error.message)
        assert any("cut or damaged" in trouble for trouble in troubles)


def test_a_tar_archive_damaged_between_its_members_is_told(tmp_path: Path) -> None:
    data = bytearray(tar_of({"a.json": b"[1]", "b.json": b"[2]"}))
    data[1024:1030] = b"\xff" * 6
    first, last = open_documents(saved(tmp_path, bytes(data)))
    assert content(first) == b"[1]"
    assert "cut or damaged, after a.json" in str(last.trouble)
    assert last.lost
    headless = one(saved(tmp_path, tar_of({})[:512] + b"not a header" * 100))
    assert content(headless).startswith(b"\0")


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_archive, "MOST_MEMBERS", 2)
    monkeypatch.setattr(tar_archive, "MOST_MEMBERS", 2)
    assert "more than 2 members" in str(one(saved(tmp_path, zip_of(FILES))).trouble)
    *_, last = open_documents(saved(tmp_path, tar_of(FILES)))
    assert "more than 2 members" in str(last.trouble)
    assert archives.MOST_MEMBERS == 100_000


def test_bombs_in_archives_are_defused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "RATIO_COUNTS_FROM", 2**20)
    monkeypatch.setattr(zip_archive, "RATIO_COUNTS_FROM", 2**20)
    zeros = bytes(3_000_000)
    assert "250 times" in str(one(saved(tmp_path, zip_of({"a": zeros}))).trouble)
    first, _ = open_documents(saved(tmp_path, zip_of({"a": zeros, "noise": noise(100_000)})))
    with pytest.raises(InputError, match="250 times"):
        content(first)
    for document in open_documents(saved(tmp_path, gzip.compress(tar_of({"a": zeros})))):
        with pytest.raises(InputError, match="250 times"):
            content(document)


def test_members_that_share_their_bytes_are_a_bomb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zip_archive, "RATIO_COUNTS_FROM", 2**20)
    data = zip_of({"a": bytes(40_000)})
    entry = data[data.index(b"PK\x01\x02") : data.index(b"PK\x05\x06")]
    end = bytearray(data[data.index(b"PK\x05\x06") :])
    end[8:12] = (60).to_bytes(2, "little") * 2
    end[12:16] = (60 * len(entry)).to_bytes(4, "little")
    path = saved(tmp_path, data[: data.index(b"PK\x01\x02")] + entry * 60 + bytes(end))
    assert "250 times" in str(one(path).trouble)


def test_a_huge_header_of_a_tar_archive_is_refused(tmp_path: Path) -> None:
    header = tarfile.TarInfo("long")
    header.type = tarfile.XHDTYPE
    header.size = 2**33
    path = saved(tmp_path, header.tobuf(tarfile.GNU_FORMAT) + bytes(10_000))
    assert "a header of 8,589,934,592 bytes" in str(one(path).trouble)


def test_a_list_of_members_that_claims_to_be_huge_is_refused(tmp_path: Path) -> None:
    data = bytearray(zip_of(FILES))
    at = data.index(b"PK\x05\x06") + 12
    data[at : at + 4] = (2**30).to_bytes(4, "little")
    assert "too long" in str(one(saved(tmp_path, bytes(data))).trouble)


@settings(max_examples=150)
@given(
    st.sampled_from(["zip", "tar", "tar-gnu", "tar-gzip", "zip-stored"]),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4),
    st.integers(0, 3),
)
@example("zip", [(255, 0)], 0)
def test_a_damaged_archive_gives_documents_or_reasons(
    kind: str, changes: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(ARCHIVES[kind](FILES))
    for place, value in changes:
        data[place % len(data)] = value
    with tempfile.TemporaryDirectory() as folder:
        path = saved(Path(folder), bytes(data[: len(data) - cut * 300]))
        for document in open_documents(path):
            with contextlib.suppress(InputError):
                content(document)
