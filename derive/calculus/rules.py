"""The rules that a step may name, as a table: what each says and when it may be used.

A row here and a step that uses it add a rule; that each row stands behind a step which the kernel
proved is held by a test.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["RULES", "Rule"]


@dataclass(frozen=True)
class Rule:
    """A name, the sentence that is printed beside a step, and the side condition in words."""

    name: str
    says: str
    where: str = ""


_ROWS = (
    Rule("definition", "by definition"),
    Rule("chain", "chain rule", "every quantity passed through is differentiable"),
    Rule("derivative", "by the rule for this node", "what is assumed of the expression holds"),
    Rule(
        "immediate",
        "chain rule for one step, the earlier state held fixed",
        "the state has a recurrence at this step",
    ),
    Rule("independent", "it does not depend on the variable"),
    Rule("itself", "the derivative of a quantity by itself"),
    Rule("empty", "an empty sum is 0"),
    Rule("unit", "a product of no factors is the identity"),
    Rule("law", "the derivative law of the function"),
    Rule("function", "by the definition of the function"),
    Rule("entries", "read off entry by entry"),
    Rule("hypothesis", "by the induction hypothesis"),
    Rule("split", "the term or factor at one end taken together with the rest"),
    Rule("lemma", "by what was shown above"),
    Rule("normal", "both sides have the same normal form"),
    Rule("linear", "linearity of the derivative"),
    Rule("distribute", "matrix multiplication distributes over sums"),
    Rule("exchange", "the same terms, summed in the other order", "both sums are finite"),
    Rule("expand", "written out"),
    Rule("inverse", "a matrix times its inverse is the identity", "the matrix is invertible"),
    Rule("arithmetic", "arithmetic"),
    Rule("assumed", "under the assumption made"),
    Rule("interval", "by the range of each function"),
    Rule("estimate", "by the triangle inequality and submultiplicativity"),
    Rule("limit", "powers of a number tend to 0 inside the unit circle and grow outside of it"),
    Rule(
        "gram",
        "a norm is at most c where c squared times the identity, less the Gram matrix, is "
        "positive semidefinite",
    ),
)

#: name → rule
RULES: dict[str, Rule] = {rule.name: rule for rule in _ROWS}
