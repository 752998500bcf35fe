"""The acts of the relay: other packages call these names."""

from estafeta.relay.services.answering import accept, decline, lapse, lapse_one
from estafeta.relay.services.carrying import carry, carry_by_deed, carry_by_sign_up, deed_called_off, let_go_of_sign_up
from estafeta.relay.services.drawing import redraw, redraw_soon
from estafeta.relay.services.forgetting import forget_giver
from estafeta.relay.services.handing import hand_out
from estafeta.relay.services.passing import Recipient, pass_on, revive

__all__ = [
    "Recipient", "accept", "carry", "carry_by_deed", "carry_by_sign_up", "decline", "deed_called_off", "forget_giver",
    "hand_out", "lapse", "lapse_one", "let_go_of_sign_up", "pass_on", "redraw", "redraw_soon", "revive",
]  # fmt: skip
