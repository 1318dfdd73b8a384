"""Why something did not happen in the house: a sentence for each word that an action's row may end with."""

from collections.abc import Mapping
from types import MappingProxyType

from core.i18n import N_

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "home-away": N_(
            "I can't reach the house right now, and I keep no orders for later. Try again when it is back."
        ),
        "home-off": N_("The house is switched off for me. An admin can change that with /home mode."),
        "home-read-only": N_(
            "I may only look at the house, not switch anything. An admin can change that with /home mode."
        ),
        "home-consent": N_("This now needs a confirmation that it did not have. Ask for it again."),
        "not-allowed": N_("Your role does not allow this. Ask an admin of this server if you need it."),
        "unauthorized": N_("The token's user in Home Assistant may not do this."),
        "token-refused": N_("Home Assistant does not take the token. Make a new one, see README."),
        "home-plan": N_("I can't read any more what was asked for. Ask for it again."),
        "home-unknown": N_("This is not in the house any more, or no rule allows it any more."),
        "home-too-many": N_("The house has changed, and this would switch too many things at once. Ask for it again."),
        "home-value": N_("The thing no longer takes this value. Ask for it again."),
        "home-value-kind": N_("The thing no longer takes this value. Ask for it again."),
        "home-service-denied": N_("The rules of the house no longer allow this."),
        "home-service": N_("Home Assistant says that the thing can't do this."),
        "home-bridge-died": N_(
            "I was interrupted while sending this. Look whether it happened; I don't send it again."
        ),
        "home-pin-refused": N_("Home Assistant did not take the code of the alarm or lock. Ask for it again."),
        "home-pin-lost": N_("The bridge could not read the code: its SEALING_KEYS are not those of the bots."),
        "not-a-picture": N_("The camera gave something that is no picture. Look at it in Home Assistant."),
        "picture-too-small": N_("The camera gave something that is no picture. Look at it in Home Assistant."),
        "picture-too-large": N_("The camera's picture is too large for me."),
        "not_found": N_("Home Assistant no longer knows this, or the camera is off."),
        "not_understood": N_("Home Assistant answered something that I don't understand. Its log may say more."),
        "http_status": N_("Home Assistant could not answer this. Its log may say more."),
        "invalid_format": N_("Home Assistant did not take a value. Look there what the thing takes."),
        "service_validation_error": N_("Home Assistant did not take this. Look there what the thing takes."),
        "home_assistant_error": N_("The device refused this. Home Assistant's log may say more."),
        "unknown_error": N_("The device refused this. Home Assistant's log may say more."),
        "not_allowed": N_("This is none of the things that I may ever do in a house."),
        "timeout": N_("The device did not answer Home Assistant in time."),
    }
)
