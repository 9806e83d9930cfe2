"""The theorems on softmax, and what follows from the adjoint equations of single models.

Each function gives drafts by keys.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagonalOf

from derive.algebra import LOG, Gradient, LogSumExp, Softmax, System
from derive.calculus.adjoints import Adjoints
from derive.calculus.gradients import Question
from derive.calculus.second import SecondOrder
from derive.calculus.steps import Chain, Draft, Hint, Statement, Step
from derive.models import BatchNorm, LayerNorm, cross_entropy, sums_to_one

__all__ = ["batch_norm", "layer_norm", "softmax_theorems", "target"]

T, D = sp.Transpose, sp.DiagMatrix
SUPPOSED = "the entries of the target add up to one"


def _minus(a: Any, b: Any) -> Any:
    return sp.MatAdd(a, sp.MatMul(-1, b))


def _unfold(*quantities: Any) -> tuple[Hint, ...]:
    return tuple(Hint("unfold", q) for q in quantities)


def softmax_theorems(n: Any, m: Any) -> dict[str, Draft]:
    """Derivatives of log-sum-exp, softmax and cross-entropy, of n scores or of m rows of them.

    ``gradient`` and ``hessian`` hold where the entries of the target add up to 1, ``general`` and
    ``curvature`` for any target; ``rows`` is the loss of a batch, a row an example.

    Source: Bishop, *Pattern Recognition and Machine Learning* (2006), 4.3.4; Boyd and
    Vandenberghe, *Convex Optimization* (2004), 3.1.5.
    """
    z, y = sp.MatrixSymbol("z", n, 1), sp.MatrixSymbol("y", n, 1)
    Z, Y = sp.MatrixSymbol("Z", m, n), sp.MatrixSymbol("Y", m, n)
    p = Softmax(z)
    batch = sp.Mul(-1, sp.Trace(sp.MatMul(T(Y), LOG(Softmax(Z, 1)))))

    def named(name: str, title: str, draft: Draft) -> Draft:
        return replace(draft, name=f"softmax-{name}", title=title)

    logsumexp = Question(LogSumExp(z), z).gradient
    second = SecondOrder(cross_entropy(y, z), z)
    title = "The gradient of the cross-entropy for any target"
    general = named("general", title, second.gradient)
    title = "The Hessian of the cross-entropy for any target"
    curvature = named("curvature", title, _using(second.hessian, second.gradient, general))
    title = "The gradient of the cross-entropy by the scores"
    gradient = _for_target(general, "softmax-gradient", title, y, _minus(p, y))
    title = "The Hessian of the cross-entropy by the scores"
    spread = sp.MatAdd(D(p), sp.MatMul(-1, p, T(p)))
    hessian = _for_target(curvature, "softmax-hessian", title, y, spread)
    return {
        "logsumexp": named("logsumexp", "The gradient of log-sum-exp", logsumexp),
        "jacobian": named("jacobian", "The Jacobian of softmax", Question(p, z).jacobian()),
        "general": general,
        "gradient": gradient,
        "curvature": curvature,
        "hessian": hessian,
        "rows": named("rows", "The gradient for a batch, a row each", Question(batch, Z).gradient),
    }


def _using(draft: Draft, old: Draft, new: Draft) -> Draft:
    """The same draft with one that it builds on under another name."""
    assert isinstance(draft.proof, Chain)

    def moved(hint: Hint) -> Hint:
        return replace(hint, what=new) if hint.what is old else hint

    steps = (replace(step, hints=tuple(map(moved, step.hints))) for step in draft.proof.steps)
    uses = tuple(new if used is old else used for used in draft.uses)
    return replace(draft, proof=Chain(tuple(steps)), uses=uses)


def _for_target(general: Draft, name: str, title: str, y: Any, rhs: Any) -> Draft:
    """A derivative by scores once more, where the entries of the target add up to 1."""
    st = general.statement
    system = replace(st.system, equations=(*st.system.equations, sums_to_one(y)))
    steps = (
        Step("lemma", st.lhs, st.rhs, (Hint("cancel", (general, 1, {})),)),
        Step("assumed", st.rhs, rhs, (Hint("equation", 0),), says=SUPPOSED),
    )
    return Draft(name, title, Statement(st.lhs, rhs, system), Chain(steps), uses=(general,))


def target(adjoints: Adjoints, scores: Any, y: Any) -> Draft:
    """The adjoint of the scores of a cross-entropy, where the target's entries add up to 1: p − y.

    ``scores`` is a quantity of the model, a symbol or a member at t, and ``y`` its target.
    """
    head = getattr(scores, "family", scores)
    adjoint = adjoints.adjoint[head]
    timed = head is not scores
    lhs = adjoint[scores.index] if timed else adjoint
    [clause] = [d for d in adjoints.system.definitions if d.target == lhs]
    rhs = _minus(Softmax(scores), y)
    system = replace(adjoints.system, equations=(sums_to_one(y),))
    steps = (
        Step("definition", lhs, clause.body, _unfold(lhs)),
        Step("assumed", clause.body, rhs, (Hint("equation", 0),), says=SUPPOSED),
    )
    given = (sp.Ge(scores.index, clause.low), sp.Le(scores.index, clause.high)) if timed else ()
    name = f"{adjoints.model.system.name}-target"
    title = "The adjoint of the scores"
    return Draft(name, title, Statement(lhs, rhs, system, given=given), Chain(steps))


def layer_norm(adjoints: Adjoints) -> dict[str, Draft]:
    """∇_x L = r (G − (1/n) 1 1ᵀ G − (1/n) x̂ x̂ᵀ G), G the adjoint of x̂.

    ``centred``: 1ᵀc = 0.  Source: Ba, Kiros, Hinton (2016), section 3.
    """
    layer: LayerNorm = adjoints.model
    adjoint, n, r, c = adjoints.adjoint, layer.n, layer.r, layer.centred
    hat, G = layer.normalized, adjoint[layer.normalized]
    ones = sp.OneMatrix(n, 1)
    mean = sp.MatMul(-1, 1 / n, ones, T(ones), G)
    along = sp.MatMul(-1, 1 / n, hat, T(hat), G)
    centred = _centred(adjoints, sp.MatMul(T(ones), c), sp.ZeroMatrix(1, 1), c, layer.mu)
    before = sp.MatAdd(adjoint[c], sp.MatMul(-1, 1 / n, ones, T(ones), adjoint[c]))
    scaled = sp.MatMul(r, sp.MatAdd(G, mean))
    after = sp.MatAdd(scaled, sp.MatMul(-1, r**3 * adjoint[layer.r] / n, c))
    rhs = sp.MatMul(r, sp.MatAdd(G, mean, along))
    return {"centred": centred, "closed": _closed(adjoints, centred, before, after, rhs)}


def batch_norm(adjoints: Adjoints) -> dict[str, Draft]:
    """∇_X L = (G − (1/N) 1 1ᵀ G − (1/N) X̂ diag(diagonal(X̂ᵀ G))) diag(r), G the adjoint of X̂.

    ``centred``: Cᵀ1 = 0.  Source: Ioffe, Szegedy (2015), section 3.
    """
    layer: BatchNorm = adjoints.model
    adjoint, N, r, C = adjoints.adjoint, layer.N, layer.r, layer.centred
    hat, G = layer.normalized, adjoint[layer.normalized]
    ones = sp.OneMatrix(N, 1)
    mean = sp.MatMul(-1, 1 / N, ones, T(ones), G)
    along = sp.MatMul(-1, 1 / N, hat, D(DiagonalOf(sp.MatMul(T(hat), G))))
    centred = _centred(adjoints, sp.MatMul(T(C), ones), sp.ZeroMatrix(layer.d, 1), C, layer.mu)
    before = sp.MatAdd(adjoint[C], sp.MatMul(-1, 1 / N, ones, T(ones), adjoint[C]))
    cubed = D(sp.HadamardProduct(adjoint[r], sp.HadamardPower(r, 3)))
    after = sp.MatAdd(sp.MatMul(sp.MatAdd(G, mean), D(r)), sp.MatMul(-1, 1 / N, C, cubed))
    rhs = sp.MatMul(sp.MatAdd(G, mean, along), D(r))
    return {"centred": centred, "closed": _closed(adjoints, centred, before, after, rhs)}


def _centred(adjoints: Adjoints, lhs: Any, zero: Any, c: Any, mu: Any) -> Draft:
    hints = (*_unfold(c, mu), Hint("clear"))
    steps = (Step("definition", lhs, zero, hints, says="the mean has been subtracted"),)
    system: System = adjoints.model.system
    name = f"{system.name}-centred"
    return Draft(name, "What is centred adds up to 0", Statement(lhs, zero, system), Chain(steps))


def _closed(adjoints: Adjoints, centred: Draft, before: Any, after: Any, rhs: Any) -> Draft:
    """The gradient by the input with the adjoints of mean, scale and centred input put in."""
    layer, adjoint = adjoints.model, adjoints.adjoint
    [x] = layer.inputs
    found = adjoints.gradients[x]
    st = found.statement
    steps = (
        Step("lemma", st.lhs, st.rhs, (Hint("use", found),)),
        Step("definition", st.rhs, before, _unfold(adjoint[layer.mu]), says="through the mean"),
        Step(
            "definition",
            before,
            after,
            (*_unfold(adjoint[layer.centred]), Hint("use", centred), *_unfold(layer.r)),
            says="through the scale; what is centred adds up to 0",
        ),
        Step(
            "definition",
            after,
            rhs,
            _unfold(adjoint[layer.r], layer.normalized),
            says="definition of the adjoint of the scale",
        ),
    )
    statement = Statement(Gradient(layer.loss, x), rhs, adjoints.system)
    name = f"{layer.system.name}-closed"
    title = "The gradient by the input in closed form"
    return Draft(name, title, statement, Chain(steps), uses=(found, centred))
