"""What the bridge tells of itself before anybody asks for anything."""

from core.bus import Bus
from core.db import Database
from core.home.models import HomeBridge
from core.home.states import Mode
from tests.ha_bridge.fake import TOKEN, FakeHome
from tests.ha_bridge.orders import bridging
from tests.stage import until


async def test_the_bridge_starts_in_a_dry_run_h5(database: Database, bus: Bus, fake: FakeHome) -> None:
    async with bridging(database, bus, url=fake.url, token=TOKEN) as scene:
        await scene.ready()
        async with database.transaction() as session:
            assert (await session.get_one(HomeBridge, 1)).mode is Mode.DRY_RUN


async def test_the_chat_is_told_of_an_administrators_token_and_of_its_end_h8(
    database: Database, bus: Bus, fake: FakeHome
) -> None:
    """H8: /home status warns by what the bridge writes down."""
    fake.is_admin = True
    async with bridging(database, bus, url=fake.url, token=TOKEN) as scene:
        await scene.ready()
        async with database.transaction() as session:
            row = await session.get_one(HomeBridge, 1)
    assert (row.token_is_admin, row.version, row.house_name) == (True, "2025.4.4", "Fake")


async def test_a_refused_token_is_told_as_such(database: Database, bus: Bus, fake: FakeHome) -> None:
    async with bridging(database, bus, url=fake.url, token="wrong"):  # noqa: S106 - wrong on purpose

        async def told() -> bool:
            async with database.transaction() as session:
                row = await session.get(HomeBridge, 1)
            return row is not None and row.error == "token-refused" and not row.connected

        await until(told, "the row says so", within_s=45)
