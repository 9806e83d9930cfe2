"""A worksheet by hand, of the shape that documents expect; nothing in it has been judged."""

# ruff: noqa: C408, E501
# fmt: off

from types import SimpleNamespace as Namespace

from sympy import (
    Add,
    DiagMatrix,
    Eq,
    Ge,
    HadamardProduct,
    Identity,
    ImmutableMatrix,
    Interval,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Pow,
    Rational,
    Symbol,
    Transpose,
    Tuple,
    ZeroMatrix,
    cos,
    exp,
    oo,
    sin,
)

from derive.algebra import (
    SIGMA,
    TANH,
    Activation,
    ComponentSum,
    Family,
    HadamardPi,
    Jacobian,
    MatrixSum,
    OrderedProduct,
    PartialDerivative,
    SpectralNorm,
    Vec,
)
from derive.calculus.steps import Part, Statement, Step
from derive.models import LSTM, RNN, SigmoidLayer

i, j, k, m, t, T = (Symbol(s, integer=True) for s in "ijkmtT")
net, layer, cell = RNN(), SigmoidLayer(), LSTM()
n, d, W, U, h, z, x, L, loss = (
    net.n, net.d, net.W, net.U, net.h, net.z, net.x, net.losses, net.loss
)  # fmt: skip
a, b = MatrixSymbol("a", n, 1), MatrixSymbol("b", n, 1)
A, B = Family("A", (n, n)), MatrixSymbol("B", n, n)
delta = Family("delta", (n, 1))
ds = SIGMA.diff()


def state_jacobian(late, early):
    return Jacobian(h[late], h[early])


def immediate(at):
    return Jacobian(h[at], W, held=(h[at - 1],))


def factor(at):
    return MatMul(DiagMatrix(ds(z[at])), W)


def product(late, early):
    return OrderedProduct(factor(j), (j, early + 1, late))


def derivation(
    name, title, lhs, rhs, *says, relation="=", given=(), limit=None, status="proved", **more
):
    """A derivation; each of ``says`` is a reason, or (reason, intermediate term)."""
    steps, before = [], lhs
    for number, reason in enumerate(says):
        reason, after = reason if isinstance(reason, tuple) else (reason, rhs)
        after = rhs if number == len(says) - 1 else after
        steps.append(
            Step("rule " + reason.split()[0], before, after, says=reason, relation=relation)
        )
        before = after
    parts = more.pop("parts", None) or [
        Part(
            "whole", tuple(steps), says="" if steps else "By the interval calculus, entry by entry."
        )
    ]
    statement = Statement(lhs, rhs, relation=relation, given=given, limit=limit)
    fields = dict(
        name=name, title=title, statement=statement, lhs=lhs, rhs=rhs, parts=lambda: iter(parts),
        steps=tuple(s for p in parts for s in p.steps), status=status, reason="", certificate={},
        axioms=("The derivative of the logistic function is σ′ = σ(1 − σ).",) if "σ" in title
        or "logistic" in title else ("The chain rule for an opaque loss.",),
        rules=tuple(s.rule for p in parts for s in p.steps), uses=(), data={},
    )  # fmt: skip
    return Namespace(**(fields | more))


def question(id, title, theorems, symbols=None, data=None):
    return Namespace(id=id, title=title, theorems=theorems, symbols=symbols or {}, data=data or {})


# 1a

W1, x1, y1, z1 = layer.W, layer.x, layer.y, layer.z
zi, xj, yi = z1[i, 0], x1[j, 0], y1[i, 0]
dy = Jacobian(y1, x1)
q = MatrixSymbol("q", n, 1)
inner = ComponentSum(W1[i, m] * x1[m, 0], (m, d))
entries = derivation(
    "sigmoid-entries", "in components", PartialDerivative(yi, xj), ds(zi) * W1[i, j],
    ("definition of the layer", PartialDerivative(SIGMA(inner), xj)),
    ("chain rule, once through the logistic function", ds(inner) * PartialDerivative(inner, xj)),
    ("only one summand depends on it", ds(inner) * W1[i, j]),
    "definition of z",
)  # fmt: skip
e = exp(-zi)
slope = derivation(
    "slope", "the slope σ′ of the logistic function", ds(zi), e / (1 + e) ** 2,
    ("law of the logistic function", SIGMA(zi) * (1 - SIGMA(zi))),
    ("definition of the logistic function", Mul(1 / (1 + e), Add(1, -1 / (1 + e), evaluate=False), evaluate=False)),
    ("common denominator", Mul(1 / (1 + e), e / (1 + e), evaluate=False)),
    "multiply",
)  # fmt: skip
one_a = question(
    "1a", "The Jacobian of a sigmoid layer",
    dict(
        entries=entries, slope=slope,
        diag_q=derivation("diag-q", "as a matrix", dy, MatMul(DiagMatrix(q), W1), "entry by entry", uses=(entries, slope)),
        jacobian=derivation("sigmoid-jacobian", "the Jacobian", dy, MatMul(DiagMatrix(ds(MatMul(W1, x1))), W1),
            ("the derivative of a function of z, by the chain rule", MatMul(Jacobian(SIGMA(z1), z1), Jacobian(z1, x1))),
            ("an elementwise function has a diagonal Jacobian", MatMul(DiagMatrix(ds(z1)), Jacobian(z1, x1))),
            "a linear map is its own Jacobian"),
        tanh=derivation("tanh-jacobian", "the same for tanh", dy, MatMul(DiagMatrix(TANH.diff()(MatMul(W1, x1))), W1), "the same steps"),
        unknown=derivation("unknown-jacobian", "the same for an unknown function", dy, MatMul(DiagMatrix(Activation("f").diff()(MatMul(W1, x1))), W1), "the same steps"),
    ),
    dict(x=x1, y=y1, W=W1, n=n, d=d, model=layer.system.definitions, jacobian=dy, i=i, z=z1, z_i=zi, x_j=xj, y_i=yi, q=q),
)  # fmt: skip

# 1b

row = Jacobian(L[t], h[t])
term = MatMul(row, state_jacobian(t, k), immediate(k))
gradient_rhs = MatrixSum(MatrixSum(term, (k, 1, t)), (t, 0, T))
solution_rhs = MatrixSum(MatMul(state_jacobian(t, k), immediate(k)), (k, 1, t))
total = Jacobian(h[t], W)
recurrence_rhs = MatAdd(immediate(t), MatMul(factor(t), Jacobian(h[t - 1], W)))
previous = solution_rhs.subs(t, t - 1)
solution = derivation(
    "recurrence-solution", "its solution", total, solution_rhs, given=(Ge(t, 0),),
    parts=[
        Part("base", (Step("initial", Jacobian(h[0], W), ZeroMatrix(n, n**2), says="the initial state does not depend on W"),
                      Step("empty", ZeroMatrix(n, n**2), solution_rhs.subs(t, 0), says="an empty sum is zero")), index=t, start=0),
        Part("step", (Step("recurrence", total, recurrence_rhs, says="the recurrence"),
                      Step("hypothesis", recurrence_rhs, MatAdd(immediate(t), MatMul(factor(t), previous)), says="induction hypothesis"),
                      Step("distribute", MatAdd(immediate(t), MatMul(factor(t), previous)),
                           MatAdd(immediate(t), MatrixSum(MatMul(factor(t), state_jacobian(t - 1, k), immediate(k)), (k, 1, t - 1))), says="a matrix times a sum"),
                      Step("fold", 0, MatAdd(immediate(t), MatrixSum(MatMul(state_jacobian(t, k), immediate(k)), (k, 1, t - 1))), says="the chain rule, read backwards, takes one more factor into the state Jacobian"),
                      Step("collect", 0, solution_rhs, says="the last term, with an empty product")), index=t, start=0),
    ],
)  # fmt: skip
gradient = derivation(
    "bptt-gradient", "the gradient as a double sum", Jacobian(loss, W), gradient_rhs,
    ("the derivative of a sum", MatrixSum(Jacobian(L[t], W), (t, 0, T))),
    ("chain rule: the loss of a step depends on its own state only", MatrixSum(MatMul(row, total), (t, 0, T))),
    ("the solution of the recurrence", MatrixSum(MatMul(row, solution_rhs), (t, 0, T))),
    "a matrix times a sum", given=(Ge(T, 0),), uses=(solution,),
)  # fmt: skip
outer = MatrixSum(MatMul(delta[k], Transpose(h[k - 1])), (k, 1, T))
adjoint_body = MatMul(
    DiagMatrix(ds(z[k])),
    MatAdd(Transpose(Jacobian(L[k], h[k])), MatMul(Transpose(W), delta[k + 1])),
)
adjoint = derivation("adjoint", "the gradient by one backward pass", Jacobian(loss, W), Transpose(Vec(outer)),
    ("the double sum, the sums exchanged", MatrixSum(MatMul(Transpose(delta[k]), KroneckerProduct(Transpose(h[k - 1]), Identity(n))), (k, 1, T))), "vec of an outer product", uses=(gradient,))  # fmt: skip
misread = Jacobian(L[2], W)
one_b = question(
    "1b", "Backpropagation through time",
    dict(
        recurrence=derivation("recurrence", "the recurrence", total, recurrence_rhs,
            ("chain rule: W acts directly, and through the state before", MatAdd(immediate(t), MatMul(state_jacobian(t, t - 1), Jacobian(h[t - 1], W)))), "the Jacobian of a layer", given=(Ge(t, 1),), uses=(entries,)),
        solution=solution, gradient=gradient,
        empty_term=derivation("empty-term", "the term at t = 0", MatrixSum(term.subs(t, 0), (k, 1, 0)), ZeroMatrix(1, n**2), "an empty sum is zero"),
        from_zero=derivation("from-zero", "an initial state that depends on W", Jacobian(loss, W), MatrixSum(MatrixSum(term, (k, 0, t)), (t, 0, T)), "the same derivation, with the induction begun one step earlier", given=(Ge(T, 0),)),
        immediate=derivation("immediate", "the immediate derivative", immediate(k), KroneckerProduct(Transpose(h[k - 1]), DiagMatrix(ds(z[k]))), "vec of a product", given=(Ge(k, 1),)),
        immediate_entries=derivation("immediate-entries", "in components", PartialDerivative(h[k][i, 0], W[j, m]), ds(z[k][i, 0]) * h[k - 1][m, 0], "one row only"),
        misreading=derivation("misreading", "too many paths", misread, MatAdd(MatMul(2, state_jacobian(2, 1), immediate(1)), immediate(2)), "each term read as a total derivative", status="refuted", reason="At T = 2, n = 2 the two sides differ by 0.031."),
        adjoint=adjoint, agrees=derivation("agrees", "the two forms", Transpose(Vec(outer)), gradient_rhs, "both are the gradient", uses=(adjoint, gradient)),
        adjoint_state=derivation("adjoint-state", "the adjoint state, summed", delta[k], Transpose(MatrixSum(MatMul(row, state_jacobian(t, k)), (t, k, T))), "induction, downwards"),
        gradient_U=derivation("gradient-u", "the gradient by U as a double sum", Jacobian(loss, U), gradient_rhs.subs(W, U), "the same derivation"),
        wrt_U=derivation("wrt-u", "the gradient by U", Jacobian(loss, U), Transpose(Vec(MatrixSum(MatMul(delta[k], Transpose(x[k])), (k, 1, T)))), "the same, with the input in place of the state"),
        wrt_h0=derivation("wrt-h0", "the gradient by the initial state", Jacobian(loss, h[0]), MatAdd(Jacobian(L[0], h[0]), MatMul(Transpose(delta[1]), W)), "the path through the first step", status="agrees", reason="Agrees to 70 digits at 20 points."),
    ),
    dict(W=W, h_t=h[t], h_0=h[0], h_prev=h[t - 1], h_prev_k=h[k - 1], L_t=L[t], loss=loss, gradient=Jacobian(loss, W), t=t, k=k, delta=delta[k],
         model=net.system.definitions, adjoint_model=[Eq(delta[k], adjoint_body, evaluate=False)]),
)  # fmt: skip


# 2a


def path(late, early, jacobian):
    middle = () if late == early else (jacobian(late, early),)
    return MatMul(Jacobian(L[late], h[late]), *middle, immediate(early))


pairs = [(late, early) for late in range(1, 4) for early in range(1, late + 1)]
gradient_three = gradient_rhs.subs(T, 3)
expanded = MatAdd(*(path(*pair, state_jacobian) for pair in pairs))
written = MatAdd(*(path(*pair, lambda u, v: product(u, v).doit()) for pair in pairs))
bound = Pow(Rational(1, 4) * SpectralNorm(W), t - k)
two_a = question(
    "2a", "The sum written out",
    dict(
        expansion=derivation("bptt-expansion-3", "the sum for three steps", Jacobian(loss, W), expanded, ("the gradient as a double sum", gradient_three), "written out; the Jacobian of a state by itself is the identity", uses=(gradient,)),
        count=derivation("count", "the number of terms", ComponentSum(k, (k, T)), T * (T + 1) / 2, "the sum of the first integers"),
        jacobian_product=derivation("jacobian-product", "the state Jacobian", state_jacobian(t, k), product(t, k), given=(Ge(t, k), Ge(k, 0)),
            parts=[Part("base", (Step("self", state_jacobian(k, k), Identity(n), says="a state by itself"), Step("empty", Identity(n), product(k, k), says="an empty product")), index=t, start=k),
                   Part("step", (Step("chain rule", state_jacobian(t, k), MatMul(state_jacobian(t, t - 1), state_jacobian(t - 1, k)), says="chain rule"),
                                 Step("layer", 0, MatMul(factor(t), state_jacobian(t - 1, k)), says="the Jacobian of a layer"),
                                 Step("hypothesis", 0, MatMul(factor(t), product(t - 1, k)), says="induction hypothesis"),
                                 Step("collect", 0, product(t, k), says="the factor joins the product at its left end")), index=t, start=k)]),
        expansion_products=derivation("bptt-products-3", "with the products", Jacobian(loss, W), written, ("the sum for three steps", expanded), "the state Jacobian, for each pair"),
        slope_range=derivation("slope-range", "the range of the slope", ds(Symbol("x")), Interval.Lopen(0, Rational(1, 4)), relation="in"),
        bound=derivation("bound", "how fast it fades", SpectralNorm(state_jacobian(t, k)), bound, ("the state Jacobian", SpectralNorm(product(t, k))), "the norm of a product is at most the product of the norms, and σ′ is at most 1/4", relation="<=", given=(Ge(t, k),)),
    ),
    dict(t=t, k=k, W=W, h=h, L=L, length=Eq(T, 3, evaluate=False), pair=Tuple(t, k)),
    dict(count=6),
)  # fmt: skip

# 2b, 2c

M, Q, Lam = (MatrixSymbol(s, m, m) for s in ("M", "Q", "Lambda"))
nn = Symbol("n", integer=True, nonnegative=True)


def conjugated(power):
    return MatMul(Q, MatPow(Lam, power), Inverse(Q))


def hundredths(*rows):
    return ImmutableMatrix([[Rational(v, 100) for v in r] for r in rows])


def pw(base, e=30):
    return Pow(Rational(base, 10), e, evaluate=False)


power = derivation(
    "power", "powers by eigendecomposition", MatPow(M, nn), conjugated(nn), given=(Ge(nn, 0),),
    parts=[
        Part("base", (Step("zeroth", MatPow(M, 0, evaluate=False), Identity(m), says="a zeroth power"),
                      Step("inverse", Identity(m), MatMul(Q, Inverse(Q)), says="Q is invertible"),
                      Step("zeroth", MatMul(Q, Inverse(Q)), conjugated(0), says="a zeroth power")), index=nn, start=0),
        Part("step", (Step("split", MatPow(M, nn), MatMul(MatPow(M, nn - 1), M), says="one factor taken off"),
                      Step("hypothesis", 0, MatMul(conjugated(nn - 1), MatMul(Q, Lam, Inverse(Q))), says="induction hypothesis, and the decomposition of M"),
                      Step("inverse", 0, MatMul(Q, MatPow(Lam, nn - 1), Lam, Inverse(Q)), says="the inner factors cancel"),
                      Step("collect", 0, conjugated(nn), says="powers of one matrix")), index=nn, start=0),
    ],
)  # fmt: skip
two_b = question("2b", "Powers of a diagonalizable matrix", dict(power=power),
    dict(M=M, Q=Q, Lambda=Lam, decomposition=Eq(M, MatMul(Q, Lam, Inverse(Q)), evaluate=False)))  # fmt: skip
W2 = hundredths((58, 24), (24, 72))
Q2 = ImmutableMatrix([[-6, -8], [-8, 6]]) / 10
L2 = ImmutableMatrix([[9, 0], [0, 4]]) / 10


def times(number, power):
    return Mul(Rational(number, 100), power, evaluate=False)


def mixed(x, y):
    return Add(times(x, pw(9)), times(y, pw(4)), evaluate=False)


W30 = ImmutableMatrix([[mixed(36, 64), mixed(48, -48)], [mixed(48, -48), mixed(64, 36)]])
approx = ImmutableMatrix(
    [
        [Rational("0.015260816982"), Rational("0.020347755971")],
        [Rational("0.020347755971"), Rational("0.027130341298")],
    ]
)
decompose = derivation(
    "eigendecomposition",
    "the eigendecomposition",
    W2,
    MatMul(Q2, L2, Inverse(Q2)),
    "multiplied out",
)
theta = Symbol("theta", real=True)
rotation = ImmutableMatrix([[cos(theta), -sin(theta)], [sin(theta), cos(theta)]])
J2 = ImmutableMatrix([[1, 1], [0, 1]])
two_c = question(
    "2c", "A power, and three kinds of behaviour",
    dict(
        eigendecomposition=decompose,
        power=derivation("w-30", "the thirtieth power", MatPow(W2, 30), W30, ("powers by eigendecomposition", MatMul(Q2, MatPow(L2, 30), Inverse(Q2))), "multiplied out", uses=(power, decompose)),
        approximation=derivation("w-30-rounded", "to twelve digits", MatPow(W2, 30), approx, "rounded from exact rationals", status="agrees", reason="A decimal approximation."),
        rank_one=derivation("rank-one", "the part that dominates", MatPow(W2, 30), MatAdd(MatMul(pw(9), hundredths((36, 48), (48, 64))), MatMul(pw(4), hundredths((64, -48), (-48, 36)))), "collected by eigenvalue"),
        decay=derivation("decay", "powers that vanish", MatPow(W2, nn), ZeroMatrix(2, 2), relation="->", limit=nn),
        growth=derivation("growth", "powers that grow", Pow(Rational(11, 10), nn), oo, relation="->", limit=nn),
        growth_norm=derivation("growth-norm", "the norm of a power", Pow(Rational(11, 10), nn), SpectralNorm(MatPow(M, nn)), "an eigenvector of length one", relation="<="),
        every_column=derivation("every-column", "every column grows", MatMul(M, MatPow(M, nn)), MatPow(M, nn + 1), "with the component along it"),
        ones=derivation("ones", "all eigenvalues one, diagonalizable", MatPow(MatMul(Q, Identity(m), Inverse(Q)), nn), Identity(m), "the inverse"),
        jordan=derivation("jordan", "all eigenvalues one, a Jordan block", MatPow(J2, nn), ImmutableMatrix([[1, nn], [0, 1]]), "induction, written out"),
        rotation=derivation("rotation", "a rotation", MatPow(rotation, nn), rotation.subs(theta, nn * theta), "addition theorems"),
        network=derivation("network", "the factor of the network", SpectralNorm(state_jacobian(t, k)), Pow(Rational(225, 1000), t - k), "the bound, with the norm 0.9 of this matrix", relation="<=", given=(Ge(t, k),)),
    ),
    dict(W=W2),
)  # fmt: skip

# 3

C, f, I, o, c, sq = cell.C, cell.f, cell.i, cell.o, cell.candidate, TANH
update = MatAdd(HadamardProduct(f[t], C[t - 1]), HadamardProduct(I[t], c[t]))


def ranged(name, title, of, low, high):
    return derivation(name, title, of, Interval.open(low, high), relation="in", given=(Ge(t, 1),))


three_a = question(
    "3a", "What the gates do",
    dict(
        cell=derivation("cell", "the state", C[t], update, "definition", given=(Ge(t, 1),)),
        output=derivation("output", "the output", cell.h[t], HadamardProduct(o[t], sq(C[t])), "definition", given=(Ge(t, 1),)),
        **{key: derivation(key.replace("_", "-"), key.replace("_", " gate "), C[t], update, "one gate at the end of its range")
           for key in ("forget_closed", "forget_open", "input_closed", "input_open", "output_closed", "output_open")},
    ),
    dict(C=C[t], C_prev=C[t - 1], h=cell.h[t], f=f[t], i=I[t], o=o[t], candidate=c[t], squashed=sq(C[t]), model=cell.system.definitions),
)  # fmt: skip
xs = Symbol("x", real=True)
three_b = question(
    "3b", "What is always positive",
    dict(
        logistic_range=derivation("sigma-range", "the logistic function", SIGMA(xs), Interval.open(0, 1), relation="in"),
        tanh_range=derivation("tanh-range", "the hyperbolic tangent", TANH(xs), Interval.open(-1, 1), relation="in"),
        forget_range=ranged("f-range", "the forget gate", f[t], 0, 1), input_range=ranged("i-range", "the input gate", I[t], 0, 1),
        output_range=ranged("o-range", "the output gate", o[t], 0, 1), candidate_range=ranged("c-range", "the candidate", c[t], -1, 1),
        hidden_range=ranged("h-range", "the output", cell.h[t], -1, 1),
        cell_bound=derivation("c-bound", "the state", abs(Family("C", ())[t]), abs(Family("C", ())[0]) + t, "by induction", relation="<=", given=(Ge(t, 0),)),
        cell_witness=derivation("c-witness", "a state beyond one", Rational(1), Rational(3, 2), "exact arithmetic", relation="<"),
        either_sign=derivation("either-sign", "either sign", -C[t], -C[t], "the candidate is odd in its weights"),
    ),
    dict(x=x[t], C=C[t]),
)  # fmt: skip
closed = Jacobian(C[t], C[k], held=(f, I, o, c))
diag_f = OrderedProduct(DiagMatrix(f[i]), (i, k + 1, t))
full_step = MatAdd(DiagMatrix(f[t]), MatMul(MatAdd(
    MatMul(DiagMatrix(HadamardProduct(C[t - 1], ds(cell.pre["f"][t]))), cell.W["f"]),
    MatMul(DiagMatrix(HadamardProduct(c[t], ds(cell.pre["i"][t]))), cell.W["i"]),
    MatMul(DiagMatrix(HadamardProduct(I[t], TANH.diff()(cell.pre["c"][t]))), cell.W["c"])), Jacobian(cell.h[t - 1], C[t - 1])))  # fmt: skip
three_c = question(
    "3c", "The constant error carousel",
    dict(
        step=derivation("cell-step", "one step, gates held fixed", Jacobian(C[t], C[t - 1], held=(f, I, o, c)), DiagMatrix(f[t]), "linear in the state", given=(Ge(t, 1),)),
        direct=derivation("cell-direct", "many steps, gates held fixed", closed, DiagMatrix(HadamardPi(f[i], (i, k + 1, t))), ("chain rule", diag_f), "diagonal matrices multiply entry by entry", given=(Ge(t, k),)),
        constant=derivation("cell-constant", "open forget gates, closed input gates", closed, Identity(n), ("gates held fixed", OrderedProduct(DiagMatrix(OneMatrix(n, 1)), (i, k + 1, t))), "a product of identities", given=(Ge(t, k),)),
        full=derivation("cell-full", "with every path", Jacobian(C[t], C[t - 1]), full_step, ("product rule", full_step), "the gates' Jacobians", given=(Ge(t, 1),)),
        full_constant=derivation("cell-full-constant", "with every path, open forget gates, closed input gates", Jacobian(C[t], C[k]), Identity(n), "every other term is zero", given=(Ge(t, k),)),
    ),
)  # fmt: skip

conventions = question(
    "conventions", "Conventions", {},
    dict(
        jacobian=dy, i=i, j=j, entry=PartialDerivative(yi, xj), vec=Vec(W), total=total, W=W, h_t=h[t], h_prev=h[t - 1], immediate=immediate(t),
        hadamard=HadamardProduct(a, b), kronecker=KroneckerProduct(W, B), diag=DiagMatrix(a), a=a, identity=Identity(n), ones=OneMatrix(n, 1),
        product=OrderedProduct(A[j], (j, k + 1, t)), sigma=SIGMA, n=n, d=d, T=T,
    ),
)  # fmt: skip


def claim(said, verdict="refuted", by="the audit", witness=None):
    return Namespace(said=said, verdict=verdict, by=by, witness=witness)


wrong = ImmutableMatrix(
    [[times(60, pw(9)), times(80, pw(4))], [times(80, pw(9)), times(60, pw(4))]]
)
errata = (
    Namespace(id="E3", where="2a", true=two_a.theorems["expansion"], claims=(claim("Seven terms, each indexed t and k.", by="the kernel", witness="counted: 6 terms for T = 3"),)),
    Namespace(id="E6", where="2c", true=two_c.theorems["power"], claims=(claim(Statement(MatPow(W2, 30), wrong), witness={nn: 30, "left side": approx, "right side": [[Rational("0.0254"), 0], [Rational("0.0339"), 0]]}),)),
    Namespace(id="E11", where="3b", true="Strictly positive, and below one: the range (0, 1) is open.", claims=(
        claim("The gates are “non-negative”, with range [0, 1] & more #1.", "unknown", "nothing that could be judged is said"), claim(Statement(f[t], Interval(0, 1), relation="in"), "proved", "the kernel"))),
)  # fmt: skip
worksheet = Namespace(
    name="rnn_lstm", title="Recurrent networks and the LSTM: a worked solution",
    questions=(conventions, one_a, one_b, two_a, two_b, two_c, three_a, three_b, three_c), errata=errata,
    figures=dict(
        paths=pairs,
        powers={Rational(v, 10): [(v / 10) ** e for e in range(0, 31, 1)] for v in (4, 9, 10, 11)},
        norms=dict(rnn=[0.225**e for e in range(21)], lstm=[1.0] * 21),
        cell=dict(
            nodes={"C_prev": C[t - 1], "h_prev": cell.h[t - 1], "x": x[t], "f": f[t], "i": I[t], "c": c[t], "o": o[t],
                   "forget": "⊙", "input": "⊙", "output": "⊙", "add": "+", "squash": "tanh", "C": C[t], "h": cell.h[t]},
            edges=[(s, g) for g in "fico" for s in ("h_prev", "x")] + [("C_prev", "forget"), ("f", "forget"), ("i", "input"), ("c", "input"), ("forget", "add"), ("input", "add"), ("add", "C"), ("C", "squash"), ("squash", "output"), ("o", "output"), ("output", "h")],
        ),
    ),
    rules={"rule chain": "The derivative of a composition is the product of the derivatives."},
)  # fmt: skip
