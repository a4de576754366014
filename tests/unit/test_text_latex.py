"""LaTeX as people write it → the text that it prints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.latex import math_text, plain
from kg.text.names import collapse

PRINTED = {
    r"Erd{\H o}s and Erd\H{o}s": "Erdős and Erdős",
    r"Poincar\'e, M\"uller, \^Ile": "Poincaré, Müller, Île",
    r"\v{S}ev\v cik": "Ševčik",
    r"\L{}ukasz, {\L}ukasz": "Łukasz, Łukasz",
    r"Fran\c{c}ois \c Cetin": "François Çetin",
    r"\'{\i}a \'\i b na{\"\i}ve": "ía íb naïve",
    r"{\AA}ngstr{\"{o}}m": "Ångström",
    r"\o re, \O rsted, stra{\ss}e, {\ae}on": "øre, Ørsted, straße, æon",
    r"\u{g} \k{a} \r{a} \d{s} \.{I}": "ğ ą å ṣ İ",
    r"``Hello'' -- it's --- me": "“Hello” – it's — me",
    r"A.~B.\ C.\,D.": "A. B. C. D.",
    r"\url{https://example.org/c_d~e\%20}": "https://example.org/c_d~e%20",
    r"\href{https://example.org}{my \emph{text}}": "my text",
    r"R\&D 50\% \$5 C\# a\_b \{x\}": "R&D 50% $5 C# a_b {x}",
    r"{T}he \LaTeX\ {C}ompanion to \TeX{}": "The LaTeX Companion to TeX",
    r"\textbf{bold} {\em and} \textsc{Caps}": "bold and Caps",
    r"\noopsort{1973a}Hill": "Hill",
    r"\unknown{kept} \strange": r"kept \strange",
    r"50% of a_b^c": "50% of a_b^c",
    "no   LaTeX\n at all": "no LaTeX at all",
    r"costs $5 and $6": "costs $5 and $6",
    r"one $ only": "one $ only",
    r"an $\alpha$-divergence in $O(n^{2h+1})$": "an α-divergence in O(n^(2h+1))",
    r"$\mathcal{O}(\sqrt{n}), 80\%$": "O(√n), 80%",
    r"a}b{c": "abc",
    "\\": "",
    r"\'": "",
}


@pytest.mark.parametrize("written", PRINTED)
def test_latex_gives_the_text_it_prints(written: str) -> None:
    assert plain(written) == PRINTED[written]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (r"\{mt, src\} \rightarrow pe", "{mt, src} → pe"),
        (r"O(k^{\frac{m}{2}})", "O(k^(m/2))"),
        (r"n \log_2 \frac{m}{n} + o(m)", "n log_2 m/n + o(m)"),
        (r"^{\circ}", "°"),
        (r"\hat{x} \leq \left( 3 \right)", "x̂ ≤ ( 3 )"),
        (r"_\text{Petersen}", "_Petersen"),
        ("F_1", "F_1"),
    ],
)
def test_formulas_stay_readable(formula: str, text: str) -> None:
    assert math_text(formula) == text


@given(st.text(st.characters(exclude_characters="\\{}$~`'-^_", exclude_categories=["Cs"])))
def test_what_is_no_latex_stays_as_it_is(text: str) -> None:
    assert plain(text) == collapse(text)


@given(
    st.lists(
        st.sampled_from(
            (
                "\\",
                "{",
                "}",
                "$",
                "'",
                '"',
                "a",
                "i",
                " ",
                "\\i",
                "\\c",
                "\\emph",
                "\\url",
                "^",
                "_",
            )
        ),
        max_size=40,
    ).map("".join)
)
def test_any_commands_give_text(written: str) -> None:
    assert plain(written) == collapse(plain(written))


@pytest.mark.parametrize(
    "deep", ["{" * 5_000 + "x", "{" * 5_000 + "x" + "}" * 5_000, r"\'" * 5_000]
)
def test_deep_nesting_is_no_trouble(deep: str) -> None:
    assert set(plain(deep)) <= {"x", "'", "\u0301"}
