"""What texts add to the conversation: buttons and forms; the commands are those of what they are for."""

from types import MappingProxyType

from bots.conversation.declaration import Feature
from bots.conversation.writing import asking, pressing

WRITING = Feature(
    presses=MappingProxyType(
        {
            "worddraw": pressing.draw,
            "wordmine": pressing.mine,
            "wordboard": pressing.board,
            "worduse": pressing.use,
            "wordedit": pressing.edit,
            "wordagain": pressing.again,
            "comicwords": asking.ask_words,
        }
    ),
    forms=MappingProxyType({"wordedited": pressing.edited, "comicworded": asking.words}),
    asking=frozenset({"wordedit", "comicwords"}),
    making=frozenset({"worddraw", "wordmine", "wordboard", "worduse", "wordagain"}),
)
