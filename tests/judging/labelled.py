"""Labelled claims of our own, with their contexts: what is true stays so in every layout."""

from __future__ import annotations

from derive.submissions.claims import Claim, Context, Role, Spot, Submission

__all__ = ["GROUPS", "sheet"]

Row = tuple[str, str, str]


def sheet(
    *rows: tuple[str, str, str] | tuple[str, str, str, Role],
    context: Context | None = None,
    given: tuple[str, ...] = (),
) -> Submission:
    """A submission of these relations, each a group of its own."""
    claims = []
    for number, (left, relation, right, *role) in enumerate(rows, 1):
        claims.append(
            Claim(
                number,
                Spot(number, 1),
                left,
                relation,
                right,
                f"{left} {relation} {right}",
                role[0] if role else "claim",  # type: ignore[arg-type]
                group=number,
                given=given,
            )
        )
    return Submission("sheet", "", tuple(claims), context=context or Context())


LAYER: tuple[tuple[str, str, str, Role], ...] = (
    ("z", "=", "W x", "definition"),
    ("y", "=", r"\sigma(z)", "definition"),
)
DIAG = r"\operatorname{diag}"

#: name → (definitions, context, true claims, false claims)
GROUPS: dict[str, tuple[tuple[tuple[str, str, str, Role], ...], Context, list[Row], list[Row]]] = {
    "layer": (
        LAYER,
        Context(),
        [
            (r"\frac{\partial z}{\partial x}", "=", "W"),
            (r"\frac{\partial z}{\partial x}", "=", r"W^{\top}"),
            (r"\frac{\partial y}{\partial z}", "=", rf"{DIAG}(\sigma'(z))"),
            (r"\frac{\partial y}{\partial x}", "=", rf"{DIAG}(\sigma'(z)) W"),
            (r"\frac{\partial y}{\partial x}", "=", rf"W^{{\top}} {DIAG}(\sigma'(z))"),
            (r"\frac{\partial y}{\partial x}", "=", rf"{DIAG}(\sigma'(W x)) W"),
            (
                r"\frac{\partial y}{\partial x}",
                "=",
                r"\frac{\partial y}{\partial z} \frac{\partial z}{\partial x}",
            ),
            (
                r"\frac{\partial y}{\partial x}",
                "=",
                r"\frac{\partial z}{\partial x} \frac{\partial y}{\partial z}",
            ),
            (r"\frac{\partial y_i}{\partial x_j}", "=", r"\sigma'(z_i) W_{ij}"),
            (r"\frac{\partial y_i}{\partial x_j}", "=", r"y_i (1 - y_i) W_{ij}"),
            (
                r"\frac{\partial y_i}{\partial x_j}",
                "=",
                r"\frac{e^{-z_i} W_{ij}}{(1 + e^{-z_i})^2}",
            ),
            (r"z_i", "=", r"\sum_{j=1}^{d} W_{ij} x_j"),
            (
                r"\frac{\partial L}{\partial x}",
                "=",
                r"W^{\top} \left(\frac{\partial L}{\partial y} \odot \sigma'(z)\right)",
            ),
            (
                r"\frac{\partial L}{\partial x}",
                "=",
                rf"\frac{{\partial L}}{{\partial y}} {DIAG}(\sigma'(z)) W",
            ),
            (
                r"\frac{\partial L}{\partial W}",
                "=",
                r"\left(\frac{\partial L}{\partial y} \odot \sigma'(z)\right) x^{\top}",
            ),
            (r"\sigma(z_i)", "in", "[0, 1]"),
            (r"\sigma'(z_i)", "<=", r"\frac{1}{4}"),
        ],
        [
            (r"\frac{\partial y}{\partial x}", "=", rf"W {DIAG}(\sigma'(z))"),
            (r"\frac{\partial y}{\partial x}", "=", rf"{DIAG}(\sigma(z)) W"),
            (r"\frac{\partial y_i}{\partial x_j}", "=", r"\sigma'(z_j) W_{ij}"),
            (r"\frac{\partial y_i}{\partial x_j}", "=", r"\sigma'(z_i) W_{ji}"),
            (r"\frac{\partial y_i}{\partial x_j}", "=", r"y_i (1 + y_i) W_{ij}"),
            (
                r"\frac{\partial y_i}{\partial x_j}",
                "=",
                r"\frac{e^{-z_i} W_{ij}}{1 + e^{-z_i}}",
            ),
            (
                r"\frac{\partial L}{\partial x}",
                "=",
                r"W \left(\frac{\partial L}{\partial y} \odot \sigma'(z)\right)",
            ),
            (
                r"\frac{\partial L}{\partial x}",
                "=",
                r"W^{\top} \left(\frac{\partial L}{\partial y} \odot \sigma(z)\right)",
            ),
            (r"\sigma'(z_i)", "<", r"\frac{1}{4}"),
            (r"\sigma(z_i)", ">", r"\frac{1}{2}"),
        ],
    ),
    "matrices": (
        (),
        Context(),
        [
            (r"(A B)^{\top}", "=", r"B^{\top} A^{\top}"),
            (r"(A B)^{-1}", "=", r"B^{-1} A^{-1}"),
            (r"x^{\top} A x", "=", r"\operatorname{tr}(A x x^{\top})"),
            (r"\operatorname{tr}(A B)", "=", r"\operatorname{tr}(B A)"),
            (r"x^{\top} y", "=", r"y^{\top} x"),
            (r"A (B + C)", "=", "A B + A C"),
            (r"(A^{\top})^{-1}", "=", r"(A^{-1})^{\top}"),
            (r"\frac{\partial (A x)}{\partial x}", "=", "A"),
            (r"\nabla_{x} (x^{\top} A x)", "=", r"(A + A^{\top}) x"),
            (r"\nabla_{x} (a^{\top} x)", "=", "a"),
        ],
        [
            (r"(A B)^{\top}", "=", r"A^{\top} B^{\top}"),
            (r"(A B)^{-1}", "=", r"A^{-1} B^{-1}"),
            (r"A B", "=", "B A"),
            (r"\operatorname{tr}(A B)", "=", r"\operatorname{tr}(A) \operatorname{tr}(B)"),
            (r"\nabla_{x} (x^{\top} A x)", "=", "2 A x"),
            (r"\nabla_{x} (x^{\top} A x)", "=", r"(A - A^{\top}) x"),
            (r"\nabla_{x} (a^{\top} x)", "=", "2 a"),
            (r"(A + B) (A - B)", "=", "A A - B B"),
            (r"A B", "!=", "A B"),
        ],
    ),
    "recurrent": (
        (),
        Context(model="rnn"),
        [
            (r"\frac{\partial h_t}{\partial h_{t-1}}", "=", rf"{DIAG}(\sigma'(z_t)) W"),
            (r"\frac{\partial h_t}{\partial h_{t-1}}", "=", rf"W^{{\top}} {DIAG}(\sigma'(z_t))"),
            (r"\frac{\partial z_t}{\partial x_t}", "=", "U"),
            (
                r"\frac{\partial h_3}{\partial h_1}",
                "=",
                r"\frac{\partial h_3}{\partial h_2} \frac{\partial h_2}{\partial h_1}",
            ),
            (
                r"\frac{\partial h_t}{\partial h_k}",
                "=",
                r"\prod_{j=t}^{k+1} \frac{\partial h_j}{\partial h_{j-1}}",
            ),
            (
                r"\frac{\partial h_t}{\partial h_k}",
                "=",
                r"\prod_{j=k+1}^{t} \frac{\partial h_j}{\partial h_{j-1}}",
            ),
            (
                r"\frac{\partial L}{\partial W}",
                "=",
                r"\sum_{t=0}^{T} \frac{\partial L_t}{\partial W}",
            ),
            (
                r"\frac{\partial L}{\partial W}",
                "=",
                r"\sum_{t=0}^{T} \sum_{k=1}^{t} \frac{\partial L_t}{\partial h_t} "
                r"\frac{\partial h_t}{\partial h_k} \frac{\partial h_k}{\partial W}",
            ),
            (
                r"\frac{\partial L}{\partial W}",
                "=",
                r"\sum_{t=0}^{T} \sum_{k=0}^{t} \frac{\partial L_t}{\partial h_t} "
                r"\frac{\partial h_t}{\partial h_k} \frac{\partial h_k}{\partial W}",
            ),
            (
                r"\frac{\partial L}{\partial W}",
                "=",
                r"\sum_{t=0}^{T} \frac{\partial L_t}{\partial h_t} \frac{\partial h_t}{\partial W}",
            ),
        ],
        [
            (r"\frac{\partial h_t}{\partial h_{t-1}}", "=", rf"W {DIAG}(\sigma'(z_t))"),
            (r"\frac{\partial h_t}{\partial h_{t-1}}", "=", rf"{DIAG}(\sigma'(z_{{t-1}})) W"),
            (r"\frac{\partial z_t}{\partial x_t}", "=", "W"),
            (
                r"\frac{\partial h_3}{\partial h_1}",
                "=",
                r"\frac{\partial h_3}{\partial h_2} + \frac{\partial h_2}{\partial h_1}",
            ),
            (
                r"\frac{\partial h_t}{\partial h_k}",
                "=",
                r"\prod_{j=k+1}^{t} \frac{\partial h_t}{\partial h_{t-1}}",
            ),
            (
                r"\frac{\partial L}{\partial W}",
                "=",
                r"\sum_{t=0}^{T} \sum_{k=2}^{t} \frac{\partial L_t}{\partial h_t} "
                r"\frac{\partial h_t}{\partial h_k} \frac{\partial h_k}{\partial W}",
            ),
            (
                r"\frac{\partial L}{\partial W}",
                "=",
                r"\sum_{t=0}^{T-1} \sum_{k=1}^{t} \frac{\partial L_t}{\partial h_t} "
                r"\frac{\partial h_t}{\partial h_k} \frac{\partial h_k}{\partial W}",
            ),
        ],
    ),
    "cell": (
        (),
        Context(model="lstm"),
        [
            (r"C_t", "=", r"f_t \odot C_{t-1} + i_t \odot \tilde{C}_t"),
            (r"\frac{\partial C_t}{\partial C_{t-1}}", "=", rf"{DIAG}(f_t)"),
            (
                r"\frac{\partial C_t}{\partial C_k}",
                "=",
                r"\prod_{i=k+1}^{t} \frac{\partial C_i}{\partial C_{i-1}}",
            ),
            (r"h_{t,j}", "<", "1"),
            (r"f_t", "in", "(0, 1)^{n}"),
            (r"f_{t,j}", "in", "[0, 1]"),
            (r"o_{t,j}", "in", "(-1, 1)"),
        ],
        [
            (r"C_t", "=", r"f_t \odot C_{t-1} + f_t \odot \tilde{C}_t"),
            (r"\frac{\partial C_t}{\partial C_{t-1}}", "=", rf"{DIAG}(i_t)"),
            (
                r"\frac{\partial C_t}{\partial C_k}",
                "=",
                r"\prod_{i=k+1}^{t} \frac{\partial C_t}{\partial C_{t-1}}",
            ),
            (r"C_{t,j}", "<", "1"),
            (r"o_{t,j}", "in", "(-1, 0)"),
        ],
    ),
    "powers": (
        (("M", "=", r"Q D Q^{-1}", "definition"),),
        Context(shapes={"Q": ("m", "m"), "D": ("m", "m")}, assume={"Q": ("invertible",)}),
        [
            (r"M^{2}", "=", r"Q D^{2} Q^{-1}"),
            (r"M^{n}", "=", r"Q D^{n} Q^{-1}"),
            (r"M^{n}", "=", r"M^{n-1} M"),
        ],
        [
            (r"M^{2}", "=", r"Q D^{2} Q"),
            (r"M^{n}", "=", r"Q^{-1} D^{n} Q"),
            (r"M^{3}", "=", r"Q D^{2} Q^{-1}"),
        ],
    ),
    "numbers": (
        (("V", "=", r"\begin{bmatrix} 2 & 1 \\ 1 & 2 \end{bmatrix}", "definition"),),
        Context(),
        [
            (r"V^{2}", "=", r"\begin{bmatrix} 5 & 4 \\ 4 & 5 \end{bmatrix}"),
            (r"V^{-1}", "=", r"\frac{1}{3} \begin{bmatrix} 2 & -1 \\ -1 & 2 \end{bmatrix}"),
            (r"0.9^{30}", "~", "0.0424"),
            (r"0.9^{30}", "~", "0.0423"),
            (r"\frac{1}{3}", "=", "0.333"),
            (r"0.4^{30}", "~", r"1.15 \cdot 10^{-12}"),
        ],
        [
            (r"V^{2}", "=", r"\begin{bmatrix} 4 & 1 \\ 1 & 4 \end{bmatrix}"),
            (r"V^{-1}", "=", r"\frac{1}{3} \begin{bmatrix} 2 & 1 \\ 1 & 2 \end{bmatrix}"),
            (r"0.9^{30}", "~", "0.4239"),
            (r"0.9^{30}", "~", "0.0421"),
            (r"\frac{1}{3}", "=", "0.34"),
        ],
    ),
    "functions": (
        (),
        Context(functions={r"\sigma": "sigma"}),
        [
            (r"\sigma(-x)", "=", r"1 - \sigma(x)"),
            (r"\sigma'(x)", "=", r"\sigma(x) (1 - \sigma(x))"),
            (r"\sigma'(x)", "=", r"\sigma(x) \sigma(-x)"),
            (r"\tanh(x)", "=", r"2 \sigma(2 x) - 1"),
            (r"\tanh'(x)", "=", r"1 - \tanh(x) \tanh(x)"),
            (r"e^{x}", ">", "0"),
        ],
        [
            (r"\sigma(-x)", "=", r"-\sigma(x)"),
            (r"\sigma'(x)", "=", r"\sigma(x) \sigma(x)"),
            (r"\tanh(x)", "=", r"2 \sigma(x) - 1"),
            (r"\tanh'(x)", "=", r"\tanh(x) (1 - \tanh(x))"),
            (r"\tanh'(x)", "<", "1"),
        ],
    ),
}
