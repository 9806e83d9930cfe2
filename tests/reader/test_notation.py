"""One term, many authors: every line of a group is read as the same term."""

# ruff: noqa: E501  # a formula stands on one line

from __future__ import annotations

import pytest
import sympy as sp
from notation_names import (
    LENGTH,
    A,
    B,
    L,
    Q,
    T,
    V,
    a,
    b,
    d,
    eps,
    f,
    g,
    h,
    i,
    j,
    k,
    lam,
    loss,
    n,
    p,
    q,
    s,
    t,
    u,
    v,
    w,
    y,
    z,
)
from sympy import DiagMatrix, HadamardProduct, Inverse, MatAdd, MatMul, MatPow, Trace, Transpose
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    EXP,
    LOG,
    RELU,
    SIGMA,
    TANH,
    ByEntries,
    ComponentSum,
    FrobeniusNorm,
    Gradient,
    HadamardPi,
    Jacobian,
    MatrixSum,
    OrderedProduct,
    PartialDerivative,
    Softmax,
    SpectralNorm,
    Vec,
    by_entries,
)
from derive.reader.latex import read

D = sp.KroneckerDelta
half = sp.Rational(1, 2)
ell = sp.Symbol("l", integer=True)


def at(vector, *index):
    return MatrixElement(vector, *index, *([0] if len(index) == 1 else []))


def col(body, index=ell, size=n):
    return ByEntries(body, (index, size), ())


def unit(index):
    return col(D(sp.Symbol("r", integer=True), index), sp.Symbol("r", integer=True))


DERIVATIVES = [
    (
        PartialDerivative(at(y, i), at(a, j)),
        r"""\frac{\partial y_i}{\partial a_j}
        \frac{ \partial y_{i} }{ \partial a_{j} }
        \dfrac{\partial\,y_i}{\partial\,a_j}
        \tfrac{\partial y_i}{\partial a_j}
        \partial y_i/\partial a_j
        \partial y_i / \partial a_{j}
        ∂y_i/∂a_j
        \frac{∂ y_i}{∂ a_j}
        {\partial y_i \over \partial a_j}
        \frac{\partial}{\partial a_j} y_i
        \frac{\partial}{\partial a_j}(y_i)
        \frac{\partial (y)_i}{\partial [a]_j}
        \partial_{a_j} y_i
        \frac{\partial \mathbf{y}_i}{\partial \mathbf{a}_j}
        \displaystyle\frac{\partial y_i}{\partial a_j}""",
    ),
    (
        Jacobian(y, a),
        r"""\frac{\partial y}{\partial a}
        \frac{d y}{d a}
        \frac{dy}{da}
        \frac{\mathrm{d} y}{\mathrm{d} a}
        \frac{\mathrm d y}{\mathrm d a}
        \frac{\text{d}y}{\text{d}a}
        dy/da
        \mathrm{d}y/\mathrm{d}a
        \frac{d}{da} y
        \frac{d}{d a}y
        d/da y
        \partial/\partial a y
        D_a y
        J_y(a)
        \partial_a y
        \frac{\partial \vec{y}}{\partial \vec{a}}
        \frac{\partial\boldsymbol{y}}{\partial\boldsymbol{a}}
        \frac{\partial {\bf y}}{\partial {\bf a}}""",
    ),
    (
        Jacobian(SIGMA(a), a),
        r"""J_\sigma(a)
        \frac{\partial \sigma(a)}{\partial a}
        \frac{\partial}{\partial a} \sigma(a)
        \frac{d\sigma(a)}{da}""",
    ),
    (
        Gradient(s, B),
        r"""\nabla_B s
        \nabla_{B} s
        ∇_B s
        \nabla_{B}(s)""",
    ),
    (
        Jacobian(s, B),
        r"""\frac{\partial s}{\partial B}
        \partial s/\partial B
        ∂s/∂B""",
    ),
    (
        Jacobian(Gradient(s, a), a),
        r"""\nabla^2_a s
        \nabla_a^2 s
        \nabla_{a}^{2} s
        \frac{\partial^2 s}{\partial a \partial a^\top}
        \frac{\partial^{2} s}{\partial a\,\partial a^{\top}}
        \frac{\partial^2 s}{\partial a^2}
        \frac{∂² s}{∂a ∂aᵀ}""",
    ),
    (
        PartialDerivative(PartialDerivative(s, at(a, j)), at(a, i)),
        r"""\frac{\partial^2 s}{\partial a_i \partial a_j}
        \frac{\partial^{2}s}{\partial a_{i}\,\partial a_{j}}
        \frac{\partial^2}{\partial a_i \partial a_j} s""",
    ),
    (
        PartialDerivative(PartialDerivative(s, v), v),
        r"""\frac{\partial^2 s}{\partial v^2}
        \frac{d^2 s}{d v^2}
        \frac{d^2 s}{dv^2}
        \frac{\mathrm{d}^2 s}{\mathrm{d} v^2}
        d^2 s/dv^2
        \frac{d^2}{dv^2} s""",
    ),
    (
        Gradient(MatMul(Transpose(a), A, a), a),
        r"""\nabla_a a^T A a
        \nabla_a (a^\top A a)
        \nabla_a \left( a^{\top} A a \right)""",
    ),
    (
        PartialDerivative(v**2, v),
        r"""\frac{d}{dv} v^2
        \frac{\partial v^2}{\partial v}
        \frac{d v^2}{dv}
        \frac{d(v^2)}{dv}""",
    ),
    (
        MatMul(Jacobian(L[t], h[t]), Jacobian(h[t], h[k])),
        r"""\frac{\partial L_t}{\partial h_t} \frac{\partial h_t}{\partial h_k}
        \frac{\partial L_t}{\partial h_t} \cdot \frac{\partial h_t}{\partial h_k}
        \frac{\partial L_t}{\partial h_t} \times \frac{\partial h_t}{\partial h_k}
        \frac{\partial L_t}{\partial h_t} * \frac{\partial h_t}{\partial h_k}
        \frac{\partial L^{(t)}}{\partial h^{(t)}}\frac{\partial h^{(t)}}{\partial h^{(k)}}
        \frac{\partial \mathcal{L}_t}{\partial \mathbf{h}_t} \frac{\partial\mathbf{h}_t}{\partial\mathbf{h}_k}
        \left(\frac{\partial L_t}{\partial h_t}\right)\left(\frac{\partial h_t}{\partial h_k}\right)""",
    ),
]
FUNCTIONS = [
    (
        MatMul(DiagMatrix(a), A),
        r"""\mathrm{diag}(a) A
        \operatorname{diag}(a) A
        \text{diag}(a)A
        \operatorname{diag}\left(a\right)A
        {\rm diag}(a)A
        \rm diag(a) A
        diag(a)A
        diag(a) * A
        \mathrm{Diag}(a) A
        \operatorname{diag} (a) \cdot A
        \mathbf{diag}(a)\,A""",
    ),
    (
        DiagMatrix(SIGMA.diff()(z[t])),
        r"""\mathrm{diag}(\sigma'(z_t))
        diag(\sigma'(z_t))
        diag(σ'(z_t))
        diag(σ′(z_t))
        \operatorname{diag}(\sigma^{'}(z_t))
        \operatorname{diag}(\sigma_{'}(z_t))
        \operatorname{diag}(\sigma^{\prime}(z_t))
        \operatorname{diag}(\sigma^\prime(z_t))
        \operatorname{diag}(\dot\sigma(z_t))
        \operatorname{diag}(\dot{\sigma}(z_t))
        \operatorname{diag}[\sigma'(z_t)]
        \operatorname{diag}\{\sigma'(z_t)\}
        \operatorname{diag}\left(\sigma'\left(z_{t}\right)\right)
        \operatorname{diag}\bigl(\sigma'(z_t)\bigr)""",
    ),
    (
        SIGMA.diff().diff()(v),
        r"""\sigma''(v)
        \sigma^{''}(v)
        \sigma^{\prime\prime}(v)
        \sigma^{(2)}(v)
        σ″(v)""",
    ),
    (
        Trace(MatMul(A, Q)),
        r"""\operatorname{tr}(A Q)
        \mathrm{tr}(AQ)
        \text{tr}(AQ)
        tr(AQ)
        \operatorname{Tr}(A Q)
        Tr(AQ)
        \operatorname{trace}(AQ)
        \mathrm{tr}\left[ A Q \right]
        {\rm tr}(AQ)""",
    ),
    (
        LOG(sp.Determinant(A)),
        r"""\log\det A
        \log \det(A)
        \log(\det A)
        \ln\det A
        \ln(\det(A))
        \log\left(\det\left(A\right)\right)
        log det A
        \mathrm{log}\,\mathrm{det}(A)""",
    ),
    (
        EXP(-v),
        r"""\exp(-v)
        \exp\left(-v\right)
        \exp\{-v\}
        \exp[-v]
        exp(-v)
        \mathrm{exp}(-v)
        \operatorname{exp}(-v)""",
    ),
    (
        sp.exp(-v),
        r"""e^{-v}
        \mathrm{e}^{-v}
        e^{- v}""",
    ),
    (
        TANH(MatAdd(MatMul(A, h[t - 1]), b)),
        r"""\tanh(A h_{t-1} + b)
        \tanh (A h_{t - 1} + b)
        tanh(A h_{t-1} + b)
        \mathrm{tanh}(A h_{t-1} + b)
        \operatorname{tanh}(A h_{t-1}+b)
        \tanh\left( A h_{t−1} + b \right)
        \tanh\big( A h^{(t-1)} + b \big)
        \tanh(\mathbf{A}\mathbf{h}_{t-1} + \mathbf{b})""",
    ),
    (
        Softmax(a),
        r"""\operatorname{softmax}(a)
        \mathrm{softmax}(a)
        \text{softmax}(a)
        softmax(a)
        \operatorname{Softmax}(\mathbf{a})""",
    ),
    (
        SIGMA(v),
        r"""\sigma(v)
        σ(v)
        \sigma (v)
        \sigma\left(v\right)
        \operatorname{sigmoid}(v)
        \mathrm{sigmoid}(v)
        sigmoid(v)""",
    ),
    (
        RELU(a),
        r"""\operatorname{relu}(a)
        \mathrm{ReLU}(a)
        ReLU(a)
        \text{ReLU}(a)""",
    ),
    (
        TANH(v) ** 2,
        r"""\tanh^2(v)
        \tanh(v)^2
        \tanh^{2}(v)
        \tanh^2 v
        (\tanh v)^2""",
    ),
    (
        Vec(A),
        r"""\operatorname{vec}(A)
        \mathrm{vec}(A)
        vec(A)
        \operatorname{vec} A""",
    ),
    (
        f.diff()(v),
        r"""f'(v)
        f^{\prime}(v)
        f^{'}(v)
        \dot f(v)""",
    ),
    (
        LOG(sp.Abs(v)),
        r"""\log |v|
        \ln|v|
        \log\left|v\right|
        \log(|v|)
        \log\lvert v\rvert""",
    ),
]
PRODUCTS = [
    (
        HadamardProduct(a, b),
        r"""a \odot b
        a\odot b
        a ⊙ b
        a \circ b
        a ∘ b
        \mathbf{a}\odot\mathbf{b}
        (a) \odot (b)
        {a} \odot {b}""",
    ),
    (
        MatMul(A, Q),
        r"""A Q
        AQ
        A \cdot Q
        A \times Q
        A * Q
        A \ast Q
        A\,Q
        A \; Q
        \mathbf{A}\mathbf{Q}
        \mathbf{AQ}
        {\bf AQ}
        \boldsymbol{A} \bm{Q}
        (A) Q
        \left(A\right) \left[Q\right]
        {A} {Q}
        \mathrm{A}\mathrm{Q}
        A\!Q
        A ~ Q
        A \quad Q""",
    ),
    (
        sp.KroneckerProduct(A, B),
        r"""A \otimes B
        A⊗B""",
    ),
    (
        MatMul(Transpose(a), b),
        r"""a^T b
        a^\top b
        a^{\top} b
        a^{T}b
        a^\intercal b
        a^{\mathsf T} b
        a^{\mathrm{T}} b
        a^{\text{T}} b
        a^{\mathbf T} b
        a^⊤ b
        aᵀ b
        a⊤ b
        a \cdot b
        a · b
        \langle a, b \rangle
        \left\langle a, b \right\rangle
        ⟨a, b⟩
        \mathbf{a}^\top\mathbf{b}
        {a}^T b
        \mathbf{a} \cdot \mathbf{b}""",
    ),
    (
        v * s,
        r"""v s
        vs
        v \cdot s
        v * s
        v \times s
        v \ast s
        v \odot s
        v \circ s
        \boxed{v s}
        {\color{red} v} s
        \textcolor{blue}{v} s
        \underbrace{v}_{\text{speed}} s
        \overbrace{v s}^{\text{product}}
        \mathop{v} s
        v \displaystyle s
        \ensuremath{v s}""",
    ),
    (
        Inverse(A),
        r"""A^{-1}
        A^{ - 1 }
        A^{−1}
        A⁻¹
        (A)^{-1}
        \mathbf{A}^{-1}""",
    ),
    (
        Transpose(Inverse(A)),
        r"""A^{-\top}
        A^{-\intercal}
        (A^{-1})^\top
        (A^{-1})^{\mathsf{T}}""",
    ),
    (
        MatPow(A, 2),
        r"""A^2
        A^{2}
        A²
        \mathbf{A}^2""",
    ),
    (
        MatMul(A, e1 := unit(i)),
        r"""A e_i
        A \mathbf{e}_i
        A \mathbf{e}_{i}
        A \boldsymbol{e}_i
        A \vec{e}_i""",
    ),
    (
        MatMul(Transpose(e1), A, unit(j)),
        r"""e_i^\top A e_j
        \mathbf{e}_i^\top A \mathbf{e}_j""",
    ),
    (
        MatMul(Transpose(sp.OneMatrix(n, 1)), a),
        r"""\mathbf{1}^\top a
        \mathbb{1}^\top a
        \boldsymbol{1}^\top a
        \bm{1}^\top a
        𝟙ᵀ a
        \vec{1}^\top a""",
    ),
    (
        HadamardProduct(MatMul(a, Transpose(b)), A),
        r"""a b^\top \odot A
        (a b^\top) \odot A""",
    ),
    (
        MatMul(HadamardProduct(a, b), Transpose(u)),
        r"""a \odot b u^\top
        (a \odot b) u^\top""",
    ),
    (
        v / s,
        r"""v / s
        v/s
        \frac{v}{s}
        \frac v s
        \dfrac{v}{s}
        \tfrac{v}{s}
        \cfrac{v}{s}
        {v \over s}
        v \div s""",
    ),
    (
        half * v,
        r"""\frac12 v
        \frac{1}{2} v
        \tfrac12 v
        1/2 v
        \frac{v}{2}
        v/2
        0.5 v
        .5 v
        {1 \over 2} v""",
    ),
    (
        sp.Rational(23, 20) / 10**12,
        r"""1.15\mathrm{e}{-}12
        1.15e-12
        1.15\cdot 10^{-12}
        1.15 \times 10^{-12}
        1.15\mathrm{e}-12
        1.15E-12""",
    ),
    (
        sp.Rational(9, 10),
        r"""0.9
        .9
        \frac{9}{10}""",
    ),
]
ENTRIES = [
    (
        at(B, i, j),
        r"""B_{ij}
        B_{i,j}
        B_{i j}
        B_{i,\,j}
        [B]_{ij}
        (B)_{ij}
        \mathbf{B}_{ij}
        {B}_{ij}
        B_{{ij}}
        \left[B\right]_{i,j}""",
    ),
    (
        at(B, i, 0),
        r"""B_{i1}
        B_{i,1}
        [B]_{i1}""",
    ),
    (
        at(B, n - 1, d - 1),
        r"""B_{nd}
        B_{n,d}
        B_{n d}""",
    ),
    (at(B, 0, 11), r"B_{1,12}"),
    (
        at(a, n - 1),
        r"""a_n
        a_{n}
        [a]_n""",
    ),
    (
        at(a, 0),
        r"""a_1
        a_{1}
        a₁""",
    ),
    (
        at(h[t], i),
        r"""h_{t,i}
        (h_t)_i
        [h_t]_i
        {h_t}_i
        h^{(t)}_i
        h_i^{(t)}
        h^{<t>}_{i}
        (h_t)_{i}""",
    ),
    (
        h[t - 1],
        r"""h_{t-1}
        h_{t - 1}
        h_{t−1}
        h_{t–1}
        h^{(t-1)}
        h^{[t-1]}
        h^{<t-1>}
        h^{\langle t-1\rangle}
        h^{\left(t-1\right)}
        \mathbf{h}_{t-1}
        \mathbf{h}^{(t-1)}
        \boldsymbol{h}_{t-1}
        \vec{h}_{t-1}
        {\bf h}_{t-1}
        {h}_{t-1}
        h_{(t-1)}""",
    ),
    (
        MatMul(V[k], h[k - 1]),
        r"""V_k h_{k-1}
        V^{(k)} h^{(k-1)}
        V^{[k]} h^{[k-1]}
        \mathbf{V}^{[k]}\mathbf{h}^{[k-1]}""",
    ),
    (
        by_entries(at(B, sp.Symbol("r", integer=True), j), (sp.Symbol("r", integer=True), n), ()),
        r"""B_{:,j}
        B_{:j}
        B_{: , j}
        B_{\cdot j}
        B_{\cdot,j}
        B_{*j}
        [B]_{:,j}""",
    ),
    (
        by_entries(at(B, i, sp.Symbol("r", integer=True)), (), (sp.Symbol("r", integer=True), d)),
        r"""B_{i,:}
        B_{i:}
        B_{i\cdot}
        B_{i,\cdot}
        B_{i*}
        \mathbf{B}_{i,:}""",
    ),
    (
        D(i, j),
        r"""\delta_{ij}
        \delta_{i,j}
        \delta_{i j}
        δ_{ij}
        \begin{cases} 1 & i = j \\ 0 & i \neq j \end{cases}
        \begin{cases} 1 & \text{if } i = j \\ 0 & \text{otherwise} \end{cases}
        \begin{cases} 1, & i = j, \\ 0, & \text{else} \end{cases}
        \begin{cases} 0 & i \ne j \\ 1 & i = j \end{cases}
        \left\{\begin{array}{ll} 1 & i=j \\ 0 & i\neq j \end{array}\right.""",
    ),
    (
        p,
        r"""\mathbf{p}
        p
        \boldsymbol{p}
        {\bf p}
        \bm p
        \vec p""",
    ),
    (
        loss,
        r"""loss
        \text{loss}
        \mathrm{loss}
        \mathit{loss}""",
    ),
    (
        lam,
        r"""\lambda
        λ""",
    ),
    (
        eps,
        r"""\epsilon
        \varepsilon
        ε
        ϵ""",
    ),
]
NORMS = [
    (
        FrobeniusNorm(a),
        r"""\|a\|
        \lVert a \rVert
        \left\| a \right\|
        \left\lVert a \right\rVert
        \Vert a \Vert
        ‖a‖
        \big\| a \big\|""",
    ),
    (
        SpectralNorm(A),
        r"""\|A\|_2
        \lVert A\rVert_{2}
        \left\|A\right\|_2""",
    ),
    (
        FrobeniusNorm(A) ** 2,
        r"""\|A\|_F^2
        \|A\|^2_F
        \lVert A \rVert_F^2
        \left\|A\right\|_{F}^{2}
        \|A\|_{\mathrm{F}}^2
        \|A\|_{\text{F}}^2""",
    ),
    (
        sp.Abs(v),
        r"""|v|
        \lvert v \rvert
        \left| v \right|
        \left\lvert v\right\rvert
        \vert v \vert
        \big|v\big|""",
    ),
    (
        sp.Abs(v) * sp.Abs(s),
        r"""|v||s|
        |v| |s|
        |v| \cdot |s|""",
    ),
    (Trace(MatMul(Transpose(A), Q)), r"\langle A, Q \rangle"),
    (
        sp.sqrt(v),
        r"""\sqrt{v}
        \sqrt v
        √v""",
    ),
    (sp.Pow(v, sp.Rational(1, 3)), r"\sqrt[3]{v}"),
]
SUMS = [
    (
        ComponentSum(at(a, i) * at(b, i), (i, n)),
        r"""\sum_{i=1}^{n} a_i b_i
        \sum_{i=1}^n a_i b_i
        \sum^n_{i=1} a_i b_i
        \sum^{n}_{i=1} a_{i} b_{i}
        \sum\limits_{i=1}^n a_i b_i
        \sum \limits ^n _{i=1} a_i b_i
        \displaystyle\sum_{i=1}^n a_ib_i
        \sum_i a_i b_i
        \sum_{i} a_i b_i
        ∑_{i=1}^n a_i b_i
        Σ_i a_i b_i
        Σ_{i=1}^n a_i b_i
        \sum_{1\le i\le n} a_i b_i
        \sum_{1 \leqslant i \leqslant n} a_i b_i
        \sum_{0<i\le n} a_i b_i
        \sum_{i=1,\ldots,n} a_i b_i
        \sum_{i=1,...,n} a_i b_i
        \sum_{i \in \{1, \ldots, n\}} a_i b_i
        \sum_{i\in\{1,2,\dots,n\}} a_i b_i
        \sum_{i \in [n]} a_i b_i
        \sum_{n \ge i \ge 1} a_i b_i
        \sum_{n \ge i > 0} a_i b_i
        \sum_i a_i \cdot b_i
        \sum_i (a_i b_i)
        \sum_i a_i * b_i""",
    ),
    (
        ComponentSum(at(a, ell) * at(b, ell), (ell, n)),
        r"""a_1 b_1 + \ldots + a_n b_n
        a_1 b_1 + \cdots + a_n b_n
        a_1b_1+\dots+a_nb_n
        a_1 b_1 + ... + a_n b_n
        a_1 b_1 + … + a_n b_n
        a_1 b_1 + a_2 b_2 + \cdots + a_n b_n
        a_1 b_1 + a_2 b_2 + a_3 b_3 + \cdots + a_n b_n
        a_n b_n + \cdots + a_1 b_1
        a_{1} b_{1} + a_{2} b_{2} + \dotsb + a_{n} b_{n}""",
    ),
    (
        ComponentSum(at(B, i, ell) * at(u, ell), (ell, d)),
        r"""B_{i1}u_1 + ... + B_{id}u_d
        B_{i1} u_1 + B_{i2} u_2 + \cdots + B_{id} u_d
        B_{i,1} u_1 + \ldots + B_{i,d} u_d""",
    ),
    (
        ComponentSum(ComponentSum(at(a, i) * at(A, i, j) * at(b, j), (j, n)), (i, n)),
        r"""\sum_{i,j} a_i A_{ij} b_j
        \sum_{i,j=1}^n a_i A_{ij} b_j
        \sum_{i=1}^n \sum_{j=1}^n a_i A_{ij} b_j
        \sum_i \sum_j a_i A_{ij} b_j
        \sum_{\substack{i \\ j}} a_i A_{ij} b_j""",
    ),
    (
        ComponentSum((1 - D(i, j)) * at(a, i), (i, n)),
        r"""\sum_{i \ne j} a_i
        \sum_{i\neq j} a_i
        \sum_{i, i \ne j} a_i
        \sum_{\substack{i=1 \\ i \neq j}}^n a_i""",
    ),
    (
        MatrixSum(h[k], (k, 1, t)),
        r"""\sum_{k=1}^{t} h_k
        \sum^t_{k=1} h_k
        \sum_{k=1}^t h^{(k)}
        \sum_{t \ge k \ge 1} h_k
        \sum_{t \ge k > 0} h_k
        \sum_{1 \le k \le t} h_k
        \sum_{0 < k \le t} h_k
        \sum_{0 < k < t + 1} h_k
        \sum_{k=1,\dots,t} h_k
        \sum_{k \in \{1,\ldots,t\}} h_k""",
    ),
    (
        MatrixSum(h[ell], (ell, 1, T)),
        r"""h_1 + h_2 + \cdots + h_T
        h_1 + \ldots + h_T
        h_T + h_{T-1} + \cdots + h_1
        h^{(1)} + h^{(2)} + \cdots + h^{(T)}
        \mathbf{h}_1 + \mathbf{h}_2 + \dots + \mathbf{h}_T""",
    ),
    (
        sp.Sum(L[t], (t, 0, T)),
        r"""\sum_{t=0}^T L_t
        \sum_{t=0}^{T} L_{t}
        \sum_{0 \le t \le T} L_t
        \sum_{t=0}^T \mathcal{L}_t""",
    ),
    (
        sp.Sum(L[ell], (ell, 0, T)),
        r"""L_0 + L_1 + \cdots + L_T
        L_0 + \ldots + L_T
        L_0 + L_1 + L_2 + ... + L_T""",
    ),
    (
        sp.Add(at(a, 0), at(a, 1), at(a, 2)),
        r"""\sum_{i=1}^3 a_i
        a_1 + a_2 + a_3""",
    ),
    (
        OrderedProduct(V[ell], (ell, 1, n), "right"),
        r"""V_1 V_2 \cdots V_n
        V_1 \cdots V_n
        V_1 V_2 ... V_n
        V_1 V_2 V_3 \cdots V_n
        V_1 \cdot V_2 \cdots V_n
        V^{(1)} V^{(2)} \cdots V^{(n)}""",
    ),
    (
        OrderedProduct(V[ell], (ell, 1, T)),
        r"""V_T V_{T-1} \cdots V_1
        V_T \cdots V_1
        V_T V_{T-1} V_{T-2} \ldots V_1
        V_T V_{T-1} \cdots V_2 V_1""",
    ),
    (
        OrderedProduct(V[j], (j, 1, n), "right"),
        r"""\prod_{j=1}^n V_j
        \prod^n_{j=1} V_j
        \prod\limits_{j=1}^{n} V_j
        \prod_{1 \le j \le n} V_j
        ∏_{j=1}^n V_j
        \prod_{j=1,\ldots,n} V_j""",
    ),
    (
        OrderedProduct(Jacobian(h[i], h[i - 1]), (i, k + 1, t)),
        r"""\prod_{t \ge i > k} \frac{\partial h_i}{\partial h_{i-1}}
        \prod_{t \geq i \geq k+1} \frac{\partial h_i}{\partial h_{i-1}}
        \prod_{t\ge i>k}\frac{\partial\mathbf{h}_i}{\partial\mathbf{h}_{i-1}}
        \prod_{t \geqslant i > k} \partial h_i/\partial h_{i-1}""",
    ),
    (
        OrderedProduct(Jacobian(h[ell], h[ell - 1]), (ell, k + 1, t)),
        r"""\frac{\partial h_t}{\partial h_{t-1}} \frac{\partial h_{t-1}}{\partial h_{t-2}} \cdots \frac{\partial h_{k+1}}{\partial h_k}
        \frac{\partial h_t}{\partial h_{t-1}} \cdot \frac{\partial h_{t-1}}{\partial h_{t-2}} \cdot \ldots \cdot \frac{\partial h_{k+1}}{\partial h_k}""",
    ),
    (
        OrderedProduct(MatMul(Transpose(A), DiagMatrix(SIGMA.diff()(z[j]))), (j, 1, t), "right"),
        r"""\prod_{j=1}^t A^\top \mathrm{diag}(\sigma'(z_j))
        \prod_{j=1}^t \left( A^\top \mathrm{diag}(\sigma'(z_j)) \right)
        \prod_{j=1}^t A^{\top} \cdot \mathrm{diag}(\sigma'(z_j))""",
    ),
    (
        sp.Product(g[ell], (ell, 1, T)),
        r"""g_1 g_2 \cdots g_T
        g_1 \cdots g_T
        g_1 \cdot g_2 \cdot \ldots \cdot g_T""",
    ),
    (
        HadamardPi(h[ell], (ell, 1, T)),
        r"""h_1 \odot h_2 \odot \cdots \odot h_T
        h_1 \odot \ldots \odot h_T""",
    ),
    (
        HadamardPi(h[j], (j, 1, T)),
        r"""\bigodot_{j=1}^T h_j
        \bigodot^T_{j=1} h_j""",
    ),
]
MATRICES = [
    (
        sp.ImmutableMatrix([[1, 2], [3, 4]]),
        r"""\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}
        \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}
        \begin{Bmatrix} 1 & 2 \\ 3 & 4 \end{Bmatrix}
        \begin{pmatrix} 1 & 2 \\ 3 & 4 \\ \end{pmatrix}
        \left[\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right]
        \left(\begin{array}{c|c} 1 & 2 \\ \hline 3 & 4 \end{array}\right)
        \left[\begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix}\right]
        \left(\begin{smallmatrix} 1 & 2 \\ 3 & 4 \end{smallmatrix}\right)
        \begin{bmatrix} 1 & 2 \\[2pt] 3 & 4 \end{bmatrix}""",
    ),
    (
        a,
        r"""\begin{pmatrix} a_1 \\ \vdots \\ a_n \end{pmatrix}
        \begin{bmatrix} a_1 \\ a_2 \\ \vdots \\ a_n \end{bmatrix}
        \begin{bmatrix} a_1 \\ a_2 \\ ... \\ a_n \end{bmatrix}
        \left[\begin{array}{c} a_1 \\ \ldots \\ a_n \end{array}\right]""",
    ),
    (
        Transpose(a),
        r"""\begin{bmatrix} a_1 & \cdots & a_n \end{bmatrix}
        \begin{pmatrix} a_1 & a_2 & \ldots & a_n \end{pmatrix}""",
    ),
    (
        B,
        r"""\begin{bmatrix} B_{11} & \cdots & B_{1d} \\ \vdots & \ddots & \vdots \\ B_{n1} & \cdots & B_{nd} \end{bmatrix}
        \begin{bmatrix} B_{11} & ... & B_{1d} \\ ... & ... & ... \\ B_{n1} & ... & B_{nd} \end{bmatrix}
        \begin{pmatrix} B_{1,1} & \ldots & B_{1,d} \\ \vdots & & \vdots \\ B_{n,1} & \ldots & B_{n,d} \end{pmatrix}
        \begin{bmatrix} B_{11} & B_{12} & \cdots & B_{1d} \\ B_{21} & B_{22} & \cdots & B_{2d} \\ \vdots & \vdots & \ddots & \vdots \\ B_{n1} & B_{n2} & \cdots & B_{nd} \end{bmatrix}
        [B_{ij}]_{i \le n, j \le d}""",
    ),
    (
        Transpose(B),
        r"""\begin{bmatrix} B_{11} & \cdots & B_{n1} \\ \vdots & \ddots & \vdots \\ B_{1d} & \cdots & B_{nd} \end{bmatrix}""",
    ),
    (
        DiagMatrix(q),
        r"""\begin{bmatrix} q_1 & \cdots & 0 \\ \vdots & \ddots & \vdots \\ 0 & \cdots & q_n \end{bmatrix}
        \begin{bmatrix} q_1 & ... & 0 \\ ... & ... & ... \\ 0 & ... & q_n \end{bmatrix}
        \begin{pmatrix} q_1 & & \\ & \ddots & \\ & & q_n \end{pmatrix}
        \begin{pmatrix} q_1 & & 0 \\ & \ddots & \\ 0 & & q_n \end{pmatrix}
        \begin{pmatrix} q_1 & 0 & \cdots & 0 \\ 0 & q_2 & \cdots & 0 \\ \vdots & \vdots & \ddots & \vdots \\ 0 & 0 & \cdots & q_n \end{pmatrix}
        \operatorname{diag}(q_1, \ldots, q_n)
        \operatorname{diag}(q_1, q_2, \ldots, q_n)
        diag(q_1, ..., q_n)
        \operatorname{diag}(q)""",
    ),
]
BRACKETS = [
    (
        (v + s) * w,
        r"""(v + s) w
        \left(v + s\right) w
        \bigl( v + s \bigr) w
        \big(v+s\big)w
        \Bigg( v + s \Bigg) w
        [v + s] w
        \left[ v + s \right] w
        \{v + s\} w
        \left\{ v + s \right\} w
        \lbrack v + s \rbrack w
        \boxed{v + s} w
        \underbrace{v + s}_{=c} w""",
    ),
    (
        9 * s,
        r"""\left. v^2 s \right|_{v=3}
        v^2|_{v=3} s
        \left.v^2\right|_{v = 3} s
        \left. v^2 s \right\vert_{v=3}
        v^2 \Big|_{v=3} s""",
    ),
    (
        sp.Max(0, v),
        r"""\max(0, v)
        \max\{0, v\}
        max(0, v)
        \max\left(0, v\right)""",
    ),
]

COUNTED = [
    (
        MatPow(A, n),
        r"""\underbrace{A A \cdots A}_{n}
        \underbrace{A \cdot A \cdots A}_{n \text{ times}}
        \underbrace{A \cdots A}_{n\text{ factors}}""",
    ),
    (
        MatPow(MatMul(Q, A, Inverse(Q)), n),
        r"\underbrace{Q A Q^{-1} Q A Q^{-1} \cdots Q A Q^{-1}}_{n}",
    ),
    (MatMul(n, a), r"\underbrace{a + a + \cdots + a}_{n}"),
    (v**n, r"\underbrace{v v \cdots v}_{n}"),
    (
        D(i, j),
        r"""\mathbb{1}[i = j]
        \mathbf{1}\{i = j\}
        \mathbb{1}_{i = j}
        \mathbb{1}_{[i = j]}
        \mathbb{1}_{\{i = j\}}
        [i = j]
        𝟙[i = j]""",
    ),
    (
        MatMul(Transpose(V[k]), h[k]),
        r"""V_k^\top h_k
        V^{(k)\top} h^{(k)}
        V^{(k)T} h^{(k)}
        V^{[k]\mathsf{T}} h^{[k]}
        {V^{(k)}}^\top h^{(k)}
        (V^{(k)})^\top h^{(k)}""",
    ),
    (
        h[t - 1],
        r"""h(t-1)
        h(t - 1)
        \mathbf{h}(t-1)""",
    ),
    (MatrixElement(h[t], i, 0), r"h(t)_i"),
    (
        ComponentSum(at(a, i), (i, n)) - at(a, 0),
        r"""\sum_{i=2}^n a_i
        \sum_{1 < i \le n} a_i
        \sum_{i=2,\ldots,n} a_i""",
    ),
    (
        ComponentSum(at(a, i), (i, n)) - at(a, n - 1),
        r"""\sum_{i=1}^{n-1} a_i
        \sum_{1 \le i < n} a_i""",
    ),
]

GROUPS = {
    "counted": COUNTED,
    "derivatives": DERIVATIVES,
    "functions": FUNCTIONS,
    "products": PRODUCTS,
    "entries": ENTRIES,
    "norms": NORMS,
    "sums": SUMS,
    "matrices": MATRICES,
    "brackets": BRACKETS,
}
CASES = [
    (line.strip(), term)
    for group in GROUPS.values()
    for term, lines in group
    for line in lines.split("\n")
    if line.strip()
]


def test_the_table_is_as_long_as_it_should_be():
    assert len(CASES) > 400
    assert len({text for text, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(("text", "term"), CASES, ids=[text for text, _ in CASES])
def test_one_term_as_many_authors_write_it(text, term):
    found = read(text, LENGTH)
    assert found == term, found
