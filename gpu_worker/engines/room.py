"""The memory that the models of all engines share: whoever needs more has the others leave."""

from typing import Protocol


class Tenant(Protocol):
    """An engine's models in memory; used by the one thread that draws."""

    def bytes(self) -> int:
        """Return what they take on the device, measured on their weights."""

    def leave(self) -> None:
        """Give all of it back; what is needed again is loaded again."""


class Room:
    """Who has models in memory in this process."""

    def __init__(self) -> None:
        """Stand empty."""
        self._tenants: list[Tenant] = []

    def join(self, tenant: Tenant) -> None:
        """Let somebody in."""
        self._tenants.append(tenant)

    def taken_beside(self, tenant: Tenant) -> int:
        """Return the bytes that the others take."""
        return sum(other.bytes() for other in self._tenants if other is not tenant)

    def clear_beside(self, tenant: Tenant) -> None:
        """Have the others leave."""
        for other in self._tenants:
            if other is not tenant and other.bytes():
                other.leave()
