from .api import evaluate as evaluate, random_point as random_point
from .checking import check as check, check_statement as check_statement
from .screening import Screen as Screen
from .verdicts import (
    Agreement as Agreement,
    Refutation as Refutation,
    Unknown as Unknown,
    Verdict as Verdict,
    Witness as Witness,
)
