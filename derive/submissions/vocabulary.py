r"""Words: the commands of TeX that mathematics is written with, and what a prose word announces."""

from __future__ import annotations

import re

__all__ = ["COMMANDS", "CONSEQUENCES", "GREEK", "IMPLICATIONS", "LOWERED", "RAISED", "UNICODE"]


def _pairs(table: str) -> dict[str, str]:
    """A table whose words take turns: a sign, what it stands for."""
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


#: Greek letters → their commands, without the backslash
GREEK = _pairs("""
α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu
ξ xi π pi ρ rho σ sigma τ tau υ upsilon φ varphi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta
Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega ϕ phi ϵ varepsilon ϑ vartheta
ϱ varrho ς varsigma
""")
#: signs of Unicode → what they are in TeX
UNICODE = {letter: f"\\{name}" for letter, name in GREEK.items()} | _pairs(r"""
∂ \partial ∇ \nabla ∑ \sum ∏ \prod ∞ \infty ⊙ \odot ∘ \circ ⊗ \otimes ⊕ \oplus × \times · \cdot
⋅ \cdot ∙ \cdot ∗ * − - – - ‐ - ≤ \le ≥ \ge ⩽ \le ⩾ \ge ≠ \neq ≈ \approx ∈ \in ∉ \notin → \to
⟶ \to ⇒ \Rightarrow ⟹ \Rightarrow ⇔ \iff ⟺ \iff ∴ \therefore ∵ \because ≔ \coloneqq
≜ \triangleq ≡ \equiv ∝ \propto ∼ \sim … \ldots ⋯ \cdots ⋮ \vdots ⋱ \ddots ⊤ \top ′ ' ″ ''
’ ' ‖ \| ∥ \| ∀ \forall √ \sqrt ℝ \mathbb{R} ℕ \mathbb{N} ℤ \mathbb{Z} ℂ \mathbb{C}
ℒ \mathcal{L} ℓ \ell 𝟙 \mathbf{1} ∖ \setminus ⟨ \langle ⟩ \rangle ∫ \int ± \pm ∧ \wedge
½ \frac{1}{2} ⅓ \frac{1}{3} ⅔ \frac{2}{3} ¼ \frac{1}{4} ¾ \frac{3}{4}
""")
#: lowered and raised signs of Unicode → what is lowered or raised; ˣ in ℝᵐˣⁿ is a ×
LOWERED = _pairs("""
₀ 0 ₁ 1 ₂ 2 ₃ 3 ₄ 4 ₅ 5 ₆ 6 ₇ 7 ₈ 8 ₉ 9 ₊ + ₋ - ₌ = ₍ ( ₎ ) ₐ a ₑ e ₕ h ᵢ i ⱼ j ₖ k ₗ l ₘ m ₙ n
ₒ o ₚ p ᵣ r ₛ s ₜ t ᵤ u ᵥ v ₓ x
""")
RAISED = _pairs("""
⁰ 0 ¹ 1 ² 2 ³ 3 ⁴ 4 ⁵ 5 ⁶ 6 ⁷ 7 ⁸ 8 ⁹ 9 ⁺ + ⁻ - ⁼ = ⁽ ( ⁾ ) ᵃ a ᵇ b ᶜ c ᵈ d ᵉ e ᶠ f ᵍ g ʰ h ⁱ i
ʲ j ᵏ k ˡ l ᵐ m ⁿ n ᵒ o ᵖ p ʳ r ˢ s ᵗ t ᵘ u ᵛ v ʷ w ˣ x ʸ y ᶻ z ᴰ D ᴴ H ᴷ K ᴸ L ᴹ M ᴺ N ᴾ P ᵀ T
""")

#: commands by which one sees that a word behind a backslash is whole
COMMANDS = frozenset(
    re.split(
        r"\s+",
        """
        alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho
        sigma tau upsilon phi chi psi omega varepsilon vartheta varpi varrho varsigma varphi
        Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega digamma varkappa
        partial nabla infty ell hbar imath jmath Re Im wp aleph beth emptyset varnothing forall
        exists nexists neg lnot top bot prime backprime angle triangle square Box diamond flat
        sum prod coprod int iint iiint oint bigcup bigcap bigodot bigotimes bigoplus bigvee
        bigwedge lim limsup liminf sup inf max min argmax argmin arg det dim ker hom deg gcd Pr
        exp log ln lg sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth
        cdot times div ast star circ bullet odot otimes oplus ominus oslash pm mp cap cup wedge
        vee land lor setminus dagger ddagger amalg uplus bmod pmod mod
        le leq leqslant ge geq geqslant lt gt ne neq ll gg equiv approx simeq sim cong propto
        doteq triangleq coloneqq eqqcolon in ni notin subset supset subseteq supseteq mid parallel
        perp prec succ preceq succeq models vdash dashv asymp not
        to gets rightarrow leftarrow Rightarrow Leftarrow leftrightarrow Leftrightarrow mapsto
        longrightarrow longleftarrow Longrightarrow Longleftarrow Longleftrightarrow longmapsto
        hookrightarrow uparrow downarrow updownarrow nearrow searrow implies impliedby iff
        leadsto rightharpoonup rightleftharpoons xrightarrow xleftarrow therefore because
        dots ldots cdots vdots ddots dotsc dotsb dotsm
        frac dfrac tfrac cfrac binom dbinom tbinom sqrt root over choose atop stackrel overset
        underset substack sideset underbrace overbrace underline overline widehat widetilde
        hat bar tilde vec dot ddot dddot check breve acute grave mathring overrightarrow
        overleftarrow cancel bcancel xcancel boxed fbox not
        mathbf mathrm mathit mathsf mathtt mathcal mathbb mathfrak mathscr mathnormal boldsymbol
        bm pmb bf rm it sf tt cal Bbb operatorname mathop mathbin mathrel mathord mathopen
        mathclose mathpunct mathstrut text textrm textbf textit textsf texttt textnormal textup
        textstyle displaystyle scriptstyle scriptscriptstyle mbox hbox vbox intertext
        shortintertext emph
        left right middle big Big bigg Bigg bigl bigr bigm Bigl Bigr Bigm biggl biggr biggm Biggl
        Biggr Biggm langle rangle lvert rvert lVert rVert vert Vert lfloor rfloor lceil rceil
        lbrace rbrace lbrack rbrack backslash
        quad qquad enspace thinspace medspace thickspace negthinspace hspace vspace hfill phantom
        hphantom vphantom smash limits nolimits label tag notag nonumber ref eqref cite newline
        cr hline cline multicolumn begin end color textcolor colorbox
        newcommand renewcommand providecommand def let DeclareMathOperator ensuremath require
        intercal mathsf tr diag rank Tr part eqalign cases matrix pmatrix bmatrix
        R N Z C Q P S L l o O i j b c d r t u v H k aa AA ae AE ss dag ddag copyright
        tiny small footnotesize normalsize large Large
        """.strip(),
    )
)

#: arrows that go from what is supposed to what follows, and all signs that part two statements
IMPLICATIONS = frozenset({r"\Rightarrow", r"\implies", r"\Longrightarrow"})
CONSEQUENCES = IMPLICATIONS | frozenset(
    {r"\iff", r"\Leftrightarrow", r"\therefore", r"\because", r"\leadsto", r"\land", r"\wedge"}
    | {r"\Leftarrow", r"\impliedby", r"\Longleftarrow", r"\Longleftrightarrow"}
)
