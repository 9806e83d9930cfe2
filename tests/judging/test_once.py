"""What is found of a claim in a scope is found once."""

from __future__ import annotations

from derive.judging.kept import once
from derive.judging.scope import Scope
from derive.submissions.claims import Claim
from derive.submissions.opening import submission


class Counting:
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    @once
    def left(self, claim: Claim, scope: Scope) -> str:
        """The left side, in the words of the scope."""
        self.asked.append(claim.left)
        return claim.left + scope.said


def test_it_is_asked_once_for_each_claim_and_scope() -> None:
    one, two = submission("$a = b$, $c = d$").claims
    here, there = Scope(said="1"), Scope(said="2")
    counting = Counting()
    for _ in range(2):
        assert counting.left(one, here) == "a1"
        assert counting.left(one, there) == "a2"
        assert counting.left(two, here) == "c1"
    assert counting.asked == ["a", "a", "c"]
    assert Counting().left(two, there) == "c2"


def test_scopes_that_are_gone_are_not_mistaken_for_others() -> None:
    [claim] = submission("$a = b$").claims
    counting = Counting()
    for number in range(1500):
        assert counting.left(claim, Scope(said=str(number))) == f"a{number}"
    assert len(vars(counting)["_left_kept"]) < 1000
