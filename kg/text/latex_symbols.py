"""LaTeX commands and the characters they stand for, as tables."""

from __future__ import annotations


def _table(text: str) -> dict[str, str]:
    """Commands and their characters, by turns."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "G": "\u030f",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
    "t": "\u0361",
}
"""Accent commands and the combining character that follows the letter."""

MATH_ACCENTS = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "bar": "\u0304",
    "overline": "\u0305",
    "breve": "\u0306",
    "dot": "\u0307",
    "ddot": "\u0308",
    "check": "\u030c",
    "acute": "\u0301",
    "grave": "\u0300",
    "vec": "\u20d7",
}
"""The same in formulas."""

LETTERS = _table(
    r"""
    ss ß SS ẞ ae æ AE Æ oe œ OE Œ aa å AA Å o ø O Ø l ł L Ł dh ð DH Ð th þ TH Þ dj đ DJ Đ ng ŋ
    NG Ŋ i ı j ȷ
    """
)
"""Letters by command."""

_SIGNS = _table(
    r"""
    textasciitilde ~ textbackslash \ textasciicircum ^ lbrace { textunderscore _ textbar |
    textless < textgreater > rbrace } textbraceleft { textbraceright } textdollar $ slash / lq ‘
    textendash – textemdash — textquoteleft ‘ textquoteright ’ textquotedblleft “
    textquotedblright ” textquotesingle ' rq ’ textquotedbl " guillemotleft « guillemotright »
    quotedblbase „ textregistered ® texttrademark ™ textcopyright © copyright © dag † ddag ‡
    textdagger † S § P ¶ pounds £ textsterling £ euro € texteuro € textyen ¥ textmu µ
    textdegree ° degree ° ldots … dots … textellipsis … textbullet • textperiodcentered ·
    textexclamdown ¡ textnumero № textquestiondown ¿ textordfeminine ª textordmasculine º
    LaTeX LaTeX LaTeXe LaTeX2e TeX TeX BibTeX BibTeX
    """
)
SYMBOLS = {
    **_SIGNS,
    **{sign: sign for sign in "&%$#_{}"},
    "|": "‖",
    **dict.fromkeys(
        (*" ,;:~\\\n\t", "quad", "qquad", "enspace", "space", "newline", "linebreak", "par"), " "
    ),
    **dict.fromkeys((*"!-/@", "textmd", "relax", "protect", "noindent"), ""),
}
"""Signs and spaces by command."""

SWITCHES = frozenset(
    {
        *("em", "bf", "it", "sc", "tt", "rm", "sl", "sf", "cal", "bfseries", "itshape", "scshape"),
        *("ttfamily", "rmfamily", "sffamily", "slshape", "upshape", "mdseries", "normalfont"),
        *("tiny", "scriptsize", "footnotesize", "small", "normalsize", "large", "Large", "LARGE"),
        *("huge", "Huge", "displaystyle", "textstyle", "boldmath", "left", "right", "big", "Big"),
        *("bigl", "bigr", "Bigl", "Bigr", "limits", "nolimits", "selectfont", "unboldmath"),
    }
)
"""Commands that change the look of what follows and print nothing."""

IGNORED = frozenset({"noopsort", "vspace", "hspace", "label", "phantom", "color", "fontsize"})
"""Commands whose argument prints nothing."""

VERBATIM = frozenset({"url", "path", "nolinkurl", "href"})
"""Commands with an address as their first argument."""

_FORMULA_SIGNS = _table(
    r"""
    alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
    kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ sigma σ varsigma ς tau τ upsilon υ phi φ
    varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ
    Phi Φ Psi Ψ Omega Ω rightarrow → to → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒
    Leftarrow ⇐ Leftrightarrow ⇔ iff ⇔ implies ⇒ uparrow ↑ downarrow ↓ mapsto ↦ longrightarrow ⟶
    searrow ↘ times × cdot · div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖
    otimes ⊗ oslash ⊘ odot ⊙ le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ equiv ≡
    approx ≈ sim ∼ simeq ≃ cong ≅ propto ∝ ll ≪ gg ≫ prec ≺ succ ≻ in ∈ notin ∉ ni ∋ subset ⊂
    subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪ cap ∩ setminus ∖ emptyset ∅ wedge ∧ land ∧ vee ∨ lor ∨
    neg ¬ lnot ¬ forall ∀ exists ∃ vdash ⊢ models ⊨ bot ⊥ top ⊤ perp ⊥ infty ∞ partial ∂ nabla ∇
    sum ∑ prod ∏ int ∫ surd √ ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ prime ′ langle ⟨ rangle ⟩ lceil ⌈
    rceil ⌉ lfloor ⌊ rfloor ⌋ mid | vert | lvert | rvert | Vert ‖ lVert ‖ rVert ‖ parallel ∥
    cdots ⋯ vdots ⋮ ddots ⋱ angle ∠ triangle △ square □ Box □ diamond ⋄ sharp ♯ flat ♭
    checkmark ✓ dagger † ddagger ‡ backslash \ colon :
    """
)
_FUNCTIONS = "log ln exp min max lim sup inf arg sin cos tan det dim ker Pr gcd mod"

MATH = {**_FORMULA_SIGNS, **{name: name for name in _FUNCTIONS.split()}}
"""Signs, letters and function names of formulas by command."""
