"""The shapes of what comes in about heroes."""

from estafeta.heroes.forms.judging import (
    AskForm,
    AssignForm,
    PrizeForm,
    RetellForm,
    ScoreForm,
    SettleForm,
    SheetForm,
    SideForm,
)
from estafeta.heroes.forms.telling import CodeForm, ConsentForm, EvidenceForm, NominateForm, WordsForm

__all__ = [
    "AskForm", "AssignForm", "CodeForm", "ConsentForm", "EvidenceForm", "NominateForm", "PrizeForm", "RetellForm",
    "ScoreForm", "SettleForm", "SheetForm", "SideForm", "WordsForm",
]  # fmt: skip
