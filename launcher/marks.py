"""The keys that files are signed with: a leaf for another machine, or a new one for this."""

from pathlib import Path

from core.clock import utc_now
from core.pictures.credentials import FOLDER, BadCredentials, NoRoot, issue, read_credentials
from core.pictures.seal import Seal
from launcher.configuration import settings
from launcher.folders import Folders
from launcher.sentences import N_, Trouble
from launcher.speech import say, text

_MARKS = "MARKS_FOLDER"


def marks(folders: Folders, *words: str) -> int:
    """Do ``issue MACHINE FOLDER``: write keys for another machine; or ``renew``: give this one a new key.

    Raises:
        Trouble: there is no root's key here, or it can't be read.
    """
    own = _folder(folders)
    machine, to = words if len(words) > 1 else ("home", str(own))
    try:
        issue(own, Path(to), machine=machine, now=utc_now())
    except NoRoot as error:
        sentence = N_(
            "This machine has no root key ({folder}), so it can't name other machines: do it where the house began."
        )
        raise Trouble(sentence, folder=own) from error
    except (BadCredentials, OSError) as error:
        raise Trouble(
            N_("The keys in {folder} can't be used ({reason}): put your copy back."), folder=own, reason=error
        ) from error
    if len(words) > 1:
        say(
            N_("The keys for “{machine}” are in {folder}: copy that folder there and name it in MARKS_FOLDER."),
            machine=machine,
            folder=to,
        )
    else:
        say(N_("This machine has a new key to sign files with; what it signed before stays valid."))
    return 0


def look(folders: Folders) -> str:
    """Return what there is to say of this machine's keys, for the doctor.

    Raises:
        Trouble: they can't be used.
    """
    own = _folder(folders)
    try:
        credentials = read_credentials(own)
        if credentials is None:
            return text(N_("the keys that files are signed with are made at the first start"))
        Seal(credentials)
    except BadCredentials as error:
        sentence = N_(
            "Files go out unsigned, because the keys in {folder} can't be used ({reason}): put your copy back."
        )
        raise Trouble(sentence, folder=own, reason=error) from error
    return text(N_("files are signed with the keys in {folder}"), folder=own)


def _folder(folders: Folders) -> Path:
    given = settings(folders).get(_MARKS)
    return Path(given) if given else folders.data / FOLDER
