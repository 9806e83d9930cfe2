r"""Notations that people write: constants with sizes, sums typed as letters, and more."""

from __future__ import annotations

import pytest

from derive.judging.judge import judge
from derive.submissions.opening import submission

WELL = ("proved", "agrees")


def verdict(text: str, format: str = "") -> str:
    """The verdict on the last claim of a text."""
    named = {"name": f"sheet.{format}"} if format else {}
    return judge(submission(text, **named)).findings[-1].verdict


def right(text: str, format: str = "") -> bool:
    return verdict(text, format) in WELL


def wrong(text: str, format: str = "") -> bool:
    return verdict(text, format) == "refuted"


# -- sizes below constants --

RIDGE = r"Let $X \in \mathbb{R}^{n \times p}$ and $\lambda > 0$. $$%s$$"


def test_identities_of_declared_sizes() -> None:
    left = r"(X^T X + \lambda I_p)^{-1} X^T = "
    assert right(RIDGE % (left + r"X^T (X X^T + \lambda I_n)^{-1}"))
    assert wrong(RIDGE % (left + r"X^T (X X^T - \lambda I_n)^{-1}"))


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"(A^T A + \lambda I_p)^{-1} A^T = A^T (A A^T + \lambda I_n)^{-1}", True),
        (r"(A^T A + \lambda I_p)^{-1} A^T = A^T (A A^T - \lambda I_n)^{-1}", False),
        (r"\operatorname{tr}(1_n 1_n^T) = n", True),
        (r"\operatorname{tr}(1_n 1_n^T) = 2 n", False),
        (r"1_n^T I_n 1_n = n", True),
        (r"1_n^T I_n 1_n = n^2", False),
        (r"x^T \mathbb{1}_n = \sum_{i=1}^n x_i", True),
        (r"x^T \mathbb{1}_n = 2 \sum_{i=1}^n x_i", False),
        (r"x y^T - y x^T = 0_{n \times n}", False),
        (r"0_{n \times m} = x y^T - x y^T", True),
    ],
)
def test_constants_of_sizes_that_nobody_declares(claim: str, true: bool) -> None:
    assert right(f"$${claim}$$") if true else wrong(f"$${claim}$$")


def test_a_centring_matrix() -> None:
    said = r"$$C = I_n - \frac{1}{n} 1_n 1_n^T$$ $$%s$$"
    assert right(said % "C^2 = C")
    assert right(said % "C 1_n = 0")
    assert wrong(said % "C 1_n = 1_n")


def test_a_name_is_no_constant() -> None:
    """I_t is a member of a family: the current, not the identity."""
    assert verdict("$I_t = 2 x_t$ and $x_t = y_t$, so $$I_t = 2 y_t$$") in WELL


# -- signs --


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        ("z_i = Σ_j W_ij x_j", True),
        ("z_i = Σ_j W_ji x_j", False),
        ("z_i = Σⱼ Wᵢⱼ xⱼ", True),
        ("z_i = Σⱼ Wⱼᵢ xⱼ", False),
        ("z_i = Σ_{j=1}^n W_ij x_j", True),
        ("z_i = sum_j W_ij x_j", True),
        ("z_i = sum_j W_ji x_j", False),
        ("z^T z = x^T W^T W x", True),
        ("z' z = x' W W' x", False),
    ],
)
def test_plain_text(claim: str, true: bool) -> None:
    text = f"W ∈ ℝ^{{m×n}}, x ∈ ℝ^n\n   z = Wx\nThen\n   {claim}\n"
    assert right(text, "txt") if true else wrong(text, "txt")


def test_a_covariance_is_no_sum() -> None:
    text = r"For $x, m \in \mathbb{R}^n$, $Σ_k \in \mathbb{R}^{n \times n}$: $$%s$$"
    left = "(x - m)^T Σ_k (x - m) = x^T Σ_k x - m^T Σ_k x - x^T Σ_k m"
    assert right(text % f"{left} + m^T Σ_k m")
    assert wrong(text % f"{left} - m^T Σ_k m")


@pytest.mark.parametrize(("sign", "true"), [("+", True), ("-", False)])
def test_a_full_stop_ends_cases(sign: str, true: bool) -> None:
    text = (
        r"$A, B \in \mathbb{R}^{n \times n}$ $$(A + B)_{ij} = \begin{cases} "
        rf"A_{{ii}} + B_{{ii}}, & i = j, \\ A_{{ij}} {sign} B_{{ij}}, & i \neq j. \end{{cases}}$$"
    )
    assert right(text) if true else wrong(text)


def test_a_sum_of_numbers() -> None:
    assert right(r"$$1 + 2 + \cdots + m = \frac{m (m + 1)}{2}$$")
    assert wrong(r"$$1 + 2 + \cdots + m = \frac{m (m - 1)}{2}$$")


def test_any_letter_that_a_sum_binds_is_an_index() -> None:
    said = r"$Q, K \in \mathbb{R}^{n \times d}$, $S = Q K^T$ $$S_{ij} = \sum_c Q_{ic} K_{%s}$$"
    assert right(said % "jc")
    assert wrong(said % "cj")


def test_a_member_before_a_parenthesis_is_a_factor() -> None:
    said = r"$$f_t = \sigma(a_t)$$ $$\frac{\partial f_t}{\partial a_t} = \operatorname{diag}(%s)$$"
    assert right(said % r"f_t \odot (1 - f_t)")
    assert wrong(said % r"f_t \odot (1 + f_t)")


# -- losses of several arguments --

STEPS = r"""Let $h_t = A x_t + B h_{t-1}$, $o_t = V h_t$ and
$L = \frac{1}{T} \sum_{t=1}^T \ell(o_t, y_t)$.

$$%s$$"""


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (
            r"\nabla_{o_t} L = \frac{1}{T} \frac{\partial \ell(o_t, y_t)}{\partial o_t}",
            True,
        ),
        (r"\frac{\partial L}{\partial o_t} = \frac{\partial \ell(o_t, y_t)}{\partial o_t}", False),
        (
            r"\frac{\partial L}{\partial V} = \sum_{t=1}^T \frac{\partial L}{\partial o_t} h_t^T",
            True,
        ),
        (
            r"\frac{\partial L}{\partial V} = \sum_{t=1}^T \frac{\partial L}{\partial o_t} x_t^T",
            False,
        ),
        (r"\frac{\partial L}{\partial h_T} = V^T \frac{\partial L}{\partial o_T}", True),
        (r"\frac{\partial L}{\partial h_T} = 2 V^T \frac{\partial L}{\partial o_T}", False),
    ],
)
def test_a_loss_at_each_step(claim: str, true: bool) -> None:
    assert right(STEPS % claim) if true else wrong(STEPS % claim)


ONE = r"Let $z = W x$, $\hat{y} = \sigma(z)$ and $L = \ell(\hat{y}, y)$. $$%s$$"


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} x^T", True),
        (r"\frac{\partial L}{\partial W} = 2 \frac{\partial L}{\partial z} x^T", False),
        (r"\frac{\partial L}{\partial W} = (x \frac{\partial \ell}{\partial z}^T)^T", True),
        (r"\nabla_z L = \nabla_{\hat{y}} L \odot \hat{y} \odot (1 - \hat{y})", True),
        (r"\nabla_z L = \nabla_{\hat{y}} L \odot \hat{y} \odot (1 + \hat{y})", False),
    ],
)
def test_a_loss_of_two_arguments(claim: str, true: bool) -> None:
    assert right(ONE % claim) if true else wrong(ONE % claim)


def test_what_a_loss_is_may_be_known_elsewhere() -> None:
    """Of the cross-entropy it is true."""
    assert verdict(ONE % r"\nabla_z L = \hat{y} - y") == "unknown"


@pytest.mark.parametrize("claim", ["C(n, k) = C(n, n - k)", "K(x, y) = K(y, x)"])
def test_a_function_of_two_arguments_is_no_product(claim: str) -> None:
    assert verdict(f"$${claim}$$") == "unknown"


# -- a loss at all times --

TIMES = r"""For $t = 1, \dots, T$ let $h_t = \tanh(a_t)$, $a_t = W h_{t-1} + U x_t + b$ and
$o_t = V h_t$; the loss $L$ depends on all outputs.

$$%s$$"""


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"\nabla_V L = \sum_t (\nabla_{o_t} L) h_t^T", True),
        (r"\nabla_V L = \sum_t (\nabla_{o_t} L) h_{t-1}^T", False),
        (
            r"\nabla_W L = \sum_{t=1}^T \operatorname{diag}(1 - h_t^2) (\nabla_{h_t} L) h_{t-1}^T",
            True,
        ),
        (r"\nabla_W L = \sum_{t=1}^T (\nabla_{h_t} L) h_{t-1}^T", False),
    ],
)
def test_a_loss_of_all_states(claim: str, true: bool) -> None:
    assert right(TIMES % claim) if true else wrong(TIMES % claim)


# -- functions without arguments --


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"\frac{d\sigma}{da} = \sigma(1 - \sigma)", True),
        (r"\frac{d\sigma}{da} = 1 - \sigma^2", False),
        (r"\sigma' = \sigma(1 - \sigma)", True),
        (r"\sigma' = \sigma(1 + \sigma)", False),
        (r"\sigma'' = \sigma(1 - \sigma)(1 - 2\sigma)", True),
        (r"\sigma'' = \sigma(1 - \sigma)(1 - \sigma)", False),
        (r"\tanh' = 1 - \tanh^2", True),
        (r"\tanh' = 1 - \tanh", False),
        (r"d\tanh(x)/dx = 1 - \tanh^2(x)", True),
        (r"d\tanh(x)/dx = 1 - \tanh(x)", False),
        (r"d\sigma(2x)/dx = 2\sigma'(2x)", True),
        (r"d\sigma(2x)/dx = \sigma'(2x)", False),
        (r"\frac{d}{dx} \sin(\omega x) = \omega \cos(\omega x)", True),
        (r"\frac{d}{dx} \sin(\omega x) = \cos(\omega x)", False),
    ],
)
def test_laws_of_functions(claim: str, true: bool) -> None:
    assert right(f"$${claim}$$") if true else wrong(f"$${claim}$$")


def test_a_deviation_is_no_function() -> None:
    assert verdict(r"$$\frac{\partial \ell}{\partial \sigma} = 1 - \sigma^2$$") == "unknown"


ABOVE = r"""For $x, b \in \mathbb{R}^n$ we have $x^T b = b^T x$. The network is
$a^{(t)} = W h^{(t-1)} + U x^{(t)}$, $h^{(t)} = \tanh(a^{(t)})$, $o^{(t)} = V h^{(t)}$; the loss
$L$ depends on all outputs%s.

$$%s$$"""


@pytest.mark.parametrize("listed", ["", r" $o^{(1)}, \dots, o^{(T)}$"])
@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"\nabla_V L = \sum_t (\nabla_{o^{(t)}} L) h^{(t)\top}", True),
        (r"\nabla_V L = \sum_t (\nabla_{o^{(t)}} L) h^{(t-1)\top}", False),
        (r"\frac{\partial a^{(t)}}{\partial x^{(t)}} = U", True),
        (r"\frac{\partial a^{(t)}}{\partial x^{(t)}} = W", False),
    ],
)
def test_times_above_a_declared_name(listed: str, claim: str, true: bool) -> None:
    """x^{(t)} is no power of the x that is declared; Σ_t is over all times."""
    text = ABOVE % (listed, claim)
    assert right(text) if true else wrong(text)


# -- norms, gradients before factors, problems by number --


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"\|A B\| \le \|A\| \|B\|", True),
        (r"\|A B\| \ge \|A\| \|B\|", False),
        (r"\|A + B\| \le \|A\| + \|B\|", True),
        (r"\|A + B\| = \|A\| + \|B\|", False),
        (r"\|A^T\| = \|A\|", True),
        (r"\|2 A\| = 2 \|A\|", True),
        (r"\|2 A\| = 4 \|A\|", False),
        (r"\|A\|^2 = \operatorname{tr}(A^T A)", True),
    ],
)
def test_a_norm_of_matrices(claim: str, true: bool) -> None:
    """The largest singular value or Frobenius's norm: what is true of one of them may be meant."""
    text = rf"For $A, B \in \mathbb{{R}}^{{n \times n}}$: $${claim}$$"
    assert right(text) if true else wrong(text)


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (r"\nabla_W L = \nabla_z L x^T", True),
        (r"\nabla_W L = \nabla_z L \, (2 x)^T", False),
        (r"\nabla_W L = \nabla_z L \cdot x^T", True),
        (r"\nabla_x \frac{1}{2} x^T x = x", True),
        (r"\nabla_x \frac{1}{2} x^T x = 2 x", False),
    ],
)
def test_a_gradient_before_a_factor(claim: str, true: bool) -> None:
    text = rf"Let $z = W x$, and let $L$ be a function of $z$. $${claim}$$"
    assert right(text) if true else wrong(text)


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        ("∇f(x) = (A + Aᵀ)x", True),
        ("∇f(x) = 2Ax", False),
        ("|uᵀv| ≤ ‖u‖‖v‖", True),
        ("|uᵀv| ≥ ‖u‖‖v‖", False),
        ("∂σ(uᵀv)/∂u = σ'(uᵀv) v", True),
        ("∂σ(uᵀv)/∂u = σ(uᵀv) v", False),
    ],
)
def test_homework_in_plain_text(claim: str, true: bool) -> None:
    text = f"Let A ∈ ℝ^{{n×n}}, x, u, v ∈ ℝ^n.\n\nProblem 1.  f(x) = xᵀAx\n\n  {claim}\n"
    assert right(text, "txt") if true else wrong(text, "txt")


# -- densities --

NORMAL = r"""Let $\mu, \mathbf{x} \in \mathbb{R}^d$, $\Sigma \in \mathbb{R}^{d \times d}$ symmetric,
$$\log p(\mathbf{x}) = -\frac12 \log\det\Sigma
- \frac12 (\mathbf{x} - \mu)^T \Sigma^{-1} (\mathbf{x} - \mu).$$

$$%s$$"""


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        (
            r"\frac{\partial \log p(\mathbf{x})}{\partial \mu} = \Sigma^{-1} (\mathbf{x} - \mu)",
            True,
        ),
        (r"\frac{\partial \log p(\mathbf{x})}{\partial \mu} = \Sigma (\mathbf{x} - \mu)", False),
        (r"\nabla_{\mathbf{x}} \log p(\mathbf{x}) = -\Sigma^{-1} (\mathbf{x} - \mu)", True),
        (r"\nabla_{\mathbf{x}} \log p(\mathbf{x}) = \Sigma^{-1} (\mathbf{x} - \mu)", False),
    ],
)
def test_the_logarithm_of_a_density(claim: str, true: bool) -> None:
    assert right(NORMAL % claim) if true else wrong(NORMAL % claim)


def test_numbers_beside_a_vector_in_bold() -> None:
    """x_1, …, x_n are no entries of 𝐱 ∈ ℝ^d."""
    text = (
        r"Let $\ell = -\frac12 \sum_{i=1}^n (x_i - m)^2$ for a number $m$. $$%s$$"
        r" Let $\mathbf{x} \in \mathbb{R}^d$; then $$\mathbf{x}^T \mathbf{x} = \|\mathbf{x}\|^2$$"
    )
    for claim, well in ((r"\sum_{i=1}^n (x_i - m)", True), (r"-\sum_{i=1}^n (x_i - m)", False)):
        made = judge(submission(text % rf"\frac{{\partial \ell}}{{\partial m}} = {claim}"))
        assert (made.findings[-2].verdict in WELL) is well
        assert made.findings[-1].verdict in WELL


# -- what else may be known --


@pytest.mark.parametrize(
    "said",
    [
        r"\quad \text{for symmetric } A",
        r"\qquad (A \text{ symmetric})",
        r", \quad \text{if } A = A^T",
        r"\quad \text{f\"ur symmetrische } A",
    ],
)
def test_words_within_a_formula(said: str) -> None:
    text = r"For $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$: $$\nabla_x x^T A x = %s$$"
    assert right(text % (r"2 A x " + said))
    assert wrong(text % (r"3 A x " + said))
    assert wrong(text % r"2 A x")


def test_a_loss_that_is_known_elsewhere() -> None:
    """ℓ may be the cross-entropy, L may have a penalty: then these lines are true."""
    text = (
        r"Let $h_t = f(W h_{t-1})$, $p_t = \mathrm{softmax}(V h_t)$ and"
        r" $L = \sum_{t=1}^T \ell(p_t, y_t)$. $$\nabla_{h_t} L = (\frac{\partial h_{t+1}}"
        r"{\partial h_t})^T \nabla_{h_{t+1}} L + V^T (p_t - y_t)$$"
    )
    assert verdict(text) == "unknown"
    assert verdict(r"Let $z = W x$. $$\nabla_W L = \nabla_z L x^T + \lambda W$$") == "unknown"


def test_dots_in_steps_of_two() -> None:
    assert verdict(r"$$1 + 3 + 5 + \dots + (2n - 1) = n^2$$") == "unknown"
