"""Links to code in running text, the repositories they lead to, and arXiv codes."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.text.arxiv import codes, full_code, short_form
from kg.text.links import LONGEST_QUOTE, repository_links
from kg.text.repositories import repository

FOUND = {
    "https://github.com/ada/engine": "https://github.com/ada/engine",
    "at https: //github. com/ada/engine.": "https://github.com/ada/engine",
    "at https: //github. com/ada/engine. The code runs.": "https://github.com/ada/engine",
    r"public\footnote{https: //github. com/ada/engine}.": "https://github.com/ada/engine",
    "released (https: //github. com/ada/ENGINE).": "https://github.com/ada/ENGINE",
    r"\url{https://github.com/ada/my\_engine}": "https://github.com/ada/my_engine",
    r"\href{https://github.com/ada/engine.git}{here}": "https://github.com/ada/engine",
    "[code](https://github.com/ada/engine)": "https://github.com/ada/engine",
    "<https://github.com/ada/engine>": "https://github.com/ada/engine",
    "**https://github.com/ada/engine**": "https://github.com/ada/engine",
    "`https://github.com/ada/engine`": "https://github.com/ada/engine",
    '"https://github.com/ada/engine".': "https://github.com/ada/engine",
    "github.com/ada/engine": "https://github.com/ada/engine",
    "github. com/ada/engine. The code": "https://github.com/ada/engine",
    "www.github.com/ada/engine": "https://github.com/ada/engine",
    "Code: github.com/ada/engine, data: none": "https://github.com/ada/engine",
    "It is out. github.com/ada/engine": "https://github.com/ada/engine",
    "HTTP://GitHub.com/Ada/Engine!": "https://github.com/Ada/Engine",
    "https://github.com/ada/engine.js": "https://github.com/ada/engine.js",
    "https://github.com/ada/engine.js is": "https://github.com/ada/engine.js",
    "https: //github. com/ada/engine. js.": "https://github.com/ada/engine.js",
    "https: //github. com/ada/engine. git": "https://github.com/ada/engine",
    "https://github.com/ada/engine.The code runs.": "https://github.com/ada/engine",
    "https://github.com/ada/ engine.": "https://github.com/ada/engine",
    "https: // github. com/ ada/engine": "https://github.com/ada/engine",
    "https:\n//github.\ncom/ada/engine": "https://github.com/ada/engine",
    "https:\u00a0//github.\u00a0com/ada/engine": "https://github.com/ada/engine",
    "https://github.com/ada/engine/tree/main/src?x=1#top": "https://github.com/ada/engine",
    "https://github.com/ada/engine~\\cite{x}": "https://github.com/ada/engine",
    "https://github.com/ada/engine。代码": "https://github.com/ada/engine",
    "athttps://github.com/ada/engine": "https://github.com/ada/engine",
    "the community.https://github.com/ada/engine": "https://github.com/ada/engine",
    "https//github.com/ada/engine": "https://github.com/ada/engine",
    "https://github.com/ada/dif\ufb01cult-con\ufb02ict": "https://github.com/ada/difficult-conflict",
    "robots11https://github.com/ada/engine": "https://github.com/ada/engine",
    "https://gitlab.com/team/sub/tool.": "https://gitlab.com/team/sub/tool",
    "https: //gitlab. example. org/team/tool": "https://gitlab.example.org/team/tool",
    "https://gitlab.com/team/tool/-/tree/main": "https://gitlab.com/team/tool",
    "https://bitbucket.org/ada/engine/src": "https://bitbucket.org/ada/engine",
    "https://codeberg.org/ada/engine": "https://codeberg.org/ada/engine",
    "https://gitee.com/ada/engine": "https://gitee.com/ada/engine",
    "https://git.sr.ht/~ada/engine": "https://git.sr.ht/~ada/engine",
    "https://sourceforge.net/projects/engine/files": "https://sourceforge.net/projects/engine",
    "https://sf.net/p/engine": "https://sourceforge.net/projects/engine",
    "https: //anonymous. 4open. science/r/Engine-1/": "https://anonymous.4open.science/r/Engine-1",
    "https://huggingface.co/spaces/ada/engine": "https://huggingface.co/spaces/ada/engine",
    "https://gist.github.com/ada/0123abcdef": "https://gist.github.com/ada/0123abcdef",
}

NOTHING = (
    *("javascript: //github. com/a/b", "javascript:github.com/a/b", "javascript://github.com/a/b"),
    *("javascript: //www. github. com/a/b", "ftp://github.com/a/b", "ssh://git@github.com/a/b"),
    *("shttp://github.com/a/b", "https://github.com/ada/Analytical- Engine, a machine"),
    *("git@github.com:ada/engine.git", "git+https://github.com/a/b", "x@github.com/a/b"),
    *("https://github.com/ada", "https://github.com/ada/", "https://github.com/", "github.com"),
    *("https://github.com/ada/ and more", "https: //github. com/ada/ however, we"),
    *("https://ada.github.io/engine", "https://github.com/topics/tides", "github.com/orgs/tides/x"),
    *("https://evil.example/github.com/a/b", "https://evil.example/?u=github.com/a/b"),
    *("https://github.com.evil.example/a/b", "https://github.com@evil.example/a/b"),
    *(
        "https://evilgithub.com/a/b",
        "https://api.github.com/repos/a",
        "https: //api. github. com/a/b",
    ),
    *("https://huggingface.co/ada/engine", "https://huggingface.co/datasets/ada/tides"),
    *(
        "https://github.com/../..",
        "https://github.com/a/.git",
        "https://gist.github.com/ada/engine",
    ),
    *("https://sourceforge.net/directory/x", "see GitHub and/or GitLab", "digital / analog"),
)


@pytest.mark.parametrize(("text", "url"), FOUND.items())
def test_a_link_is_found_and_mended(text: str, url: str) -> None:
    [link] = repository_links(text)
    assert link.repository.url == url
    assert repository(url) == link.repository


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_link_to_code_gives_nothing(text: str) -> None:
    assert repository_links(text) == ()


def test_a_link_is_quoted_with_its_sentence_as_printed() -> None:
    text = (
        'It "takes a bite." The code (i. e. , all of it) is at https: //github. com/ada/engine. '
        "It runs. See github.com/Ada/Engine or github.com/ada/difference!"
    )
    first, second = repository_links(text)
    assert first.quote == "The code (i. e. , all of it) is at https: //github. com/ada/engine."
    assert second.quote == "See github.com/Ada/Engine or github.com/ada/difference!"


def test_a_long_sentence_is_cut_around_its_link() -> None:
    words = " and".join(f" word{n}" for n in range(100))
    text = f"Start{words} github.com/ada/engine{words} end."
    [link] = repository_links(text)
    assert len(link.quote) <= LONGEST_QUOTE
    assert "github.com/ada/engine" in link.quote
    assert link.quote in text
    assert f" {link.quote} " in text


@given(st.text(), st.sampled_from(list(FOUND)), st.text())
@example("\u0130" * 100, "https://github.com/ada/engine", "")
def test_any_text_around_a_link(before: str, link: str, after: str) -> None:
    text = f"{before} {link} {after}"
    for found in repository_links(text):
        assert re.fullmatch(r"https://[a-z0-9.-]+(?:/[\w.~-]+)+", found.repository.url, re.ASCII)
        assert found.quote in text
        assert len(found.quote) <= LONGEST_QUOTE
        assert repository(found.repository.url) == found.repository


@pytest.mark.parametrize(
    "text",
    [
        *("github.com/" * 90_000, "https://github.com/a/b. " * 40_000, "https:" * 160_000 + "git/"),
        *(
            "gitlab." * 140_000 + "/",
            "github. " * 120_000 + "/",
            "https://github.com/" + "a" * 10**6,
        ),
        *("/" * 500_000 + "github.com/" + "." * 500_000, "git" + " " * 10**6 + "/"),
    ],
    ids=lambda text: text[:10],
)
def test_a_megabyte_of_almost_links_is_quick(text: str) -> None:
    start = time.perf_counter()
    repository_links(text)
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://github.com/Ada/Engine", "http://www.github.com/ada/engine.git/"),
        ("https://gitlab.com/Team/Sub/Tool", "gitlab.com/team/sub/tool/-/issues/3"),
        ("https://sf.net/projects/engine", "https://sourceforge.net/p/engine/code"),
        ("https://github.com/ada/engine", "git@github.com:Ada/engine.git"),
        ("https://github.com/ada/engine", "ssh://git@github.com/ada/engine.git"),
        ("https://github.com/ada/engine", "git://github.com/ada/engine.git"),
        ("https://github.com/ada/engine", "git+https://github.com/ada/engine.git"),
        ("https://gitlab.com/team/sub/tool", "git+ssh://git@gitlab.com/team/sub/tool.git"),
    ],
)
def test_two_addresses_of_one_repository(one: str, other: str) -> None:
    first, second = repository(one), repository(other)
    assert first is not None
    assert second is not None
    assert (first.host, first.path) == (second.host, second.path)


@pytest.mark.parametrize(
    "url",
    [
        *("javascript://github.com/ada/engine", "ftp://github.com/ada/engine"),
        *("ada@github.com:ada/engine", "git@github.com://ada/engine", "git@github.com:ada"),
        *("x git@github.com:ada/engine", "https://example.org/git@github.com:ada/engine"),
    ],
)
def test_an_address_that_git_does_not_clone_from_is_none(url: str) -> None:
    assert repository(url) is None


def test_case_is_kept_where_the_host_tells_it_apart() -> None:
    lower = repository("https://anonymous.4open.science/r/engine")
    upper = repository("https://anonymous.4open.science/r/Engine")
    assert lower is not None
    assert upper is not None
    assert lower.path != upper.path


@given(st.text() | st.from_regex(r"https?://git(hub|lab)\.com/.{0,40}"))
def test_any_address_is_a_repository_or_none(url: str) -> None:
    found = repository(url)
    if found:
        assert repository(found.url) == found
        assert found.host == found.host.lower()


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        *(("LG", "cs.LG"), ("CV", "cs.CV"), ("SI", "cs.SI"), ("NA", "cs.NA"), ("SY", "cs.SY")),
        *(("ML", "stat.ML"), ("AG", "math.AG"), ("hep-th", "hep-th"), ("acc-ph", "physics.acc-ph")),
        *(
            ("stat.CO", "stat.CO"),
            ("CO", None),
            ("ST", None),
            ("GN", None),
            ("ZZ", None),
            ("", None),
        ),
    ],
)
def test_printed_categories(printed: str, code: str | None) -> None:
    assert full_code(printed) == code


def test_the_taxonomy_is_whole() -> None:
    assert len(codes()) == 176
    shared = [form for form in map(short_form, codes()) if full_code(form) is None]
    assert all(sum(short_form(code) == form for code in codes()) > 1 for form in shared)
    computer_science = {code for code in codes() if code.startswith("cs.")}
    assert len(computer_science) == 40
    assert all(full_code(short_form(code)) == code for code in computer_science)
