"""What programs do to jobs, pictures and comics: page by page, only as they were read, only with the right token."""

import httpx
from sqlalchemy import select

from core.auth.tokens import Scope
from core.jobs.models import Job
from tests.web_gallery.api.test_creations import token_of
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.seeds import Seeds
from web_gallery.site import Site

API = "/api/v1"
SCRIPT = "Panel 1: A cat at an empty bowl\nCAT: Breakfast is late.\n"


async def test_a_key_with_another_wish_is_refused_g15(site: Site, client: httpx.AsyncClient, seeds: Seeds) -> None:
    """G15: same body, same answer; another body, 422."""
    headers = await token_of(site, await seeds.person(), Scope.CREATE) | {"idempotency-key": "k"}
    for path, body, other in (
        ("/creations", {"prompt": "a fox"}, {"prompt": "a cat"}),
        ("/comics", {"script": SCRIPT}, {"script": SCRIPT + "\nPanel 2: A dog\n"}),
    ):
        first, again = [(await client.post(API + path, json=body, headers=headers)).json() for _ in range(2)]
        assert first["id"] == again["id"]
        refused = await client.post(API + path, json=other, headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:inkhearth:idempotency-key-reused")


async def test_pictures_change_only_as_they_were_read(site: Site, client: httpx.AsyncClient, seeds: Seeds) -> None:
    ada = await seeds.person("Ada")
    picture = await seeds.picture(ada)
    headers = await token_of(site, ada, Scope.READ, Scope.CREATE)
    path = f"{API}/pictures/{picture.id}"
    read = await client.get(path, headers=headers)
    etag = read.headers["etag"]
    assert (await client.get(path, headers=headers | {"if-none-match": etag})).status_code == 304
    hidden = await client.patch(path, json={"visibility": "private"}, headers=headers | {"if-match": etag})
    assert (hidden.status_code, hidden.json()["visibility"]) == (200, "private")
    late = await client.patch(path, json={"visibility": "unlisted"}, headers=headers | {"if-match": etag})
    assert (late.status_code, late.json()["type"]) == (412, "urn:inkhearth:outdated")
    narrow = await client.patch(path, json={"visibility": "public"}, headers=headers)
    assert narrow.status_code == 403, "publishing asks for a token that may"
    assert (await client.delete(path, headers=headers)).status_code == 204
    assert (await client.get(path, headers=headers)).status_code == 404


async def test_lists_go_on_at_next_and_take_no_other_cursor(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    ada = await seeds.person("Ada")
    made = [await seeds.picture(ada) for _ in range(5)]
    headers = await token_of(site, ada, Scope.READ)
    for path, ids in (("/pictures", [one.id for one in made]), ("/jobs", [one.job_id for one in made])):
        seen: list[str] = []
        address: str | None = f"{API}{path}?limit=2"
        while address:
            page = (await client.get(address, headers=headers)).json()
            seen += [one["id"] for one in page["items"]]
            address = page["next"]
        assert sorted(seen) == sorted(map(str, ids))
        forged = await client.get(f"{API}{path}?after={'A' * 38}", headers=headers)
        assert forged.status_code == 400


async def test_a_comic_is_made_drawn_and_taken_along(
    site: Site, client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    ada = await seeds.person("Ada")
    headers = await token_of(site, ada, Scope.READ, Scope.CREATE)
    made = (await client.post(f"{API}/comics", json={"script": SCRIPT, "size": "a5"}, headers=headers)).json()
    assert (made["size"], made["version"], made["undrawn"], made["pages"]) == ("a5", 1, 1, [])
    drawing = await client.post(f"{made['url']}/drawing", headers=headers)
    assert (drawing.status_code, drawing.json()["parts"]) == (202, {"done": 0, "total": 1})
    assert (await client.get(f"{made['url']}/files/cbz", headers=headers)).status_code == 409
    planted = await comics.comic(ada)
    file = await client.get(f"{API}/comics/{planted.comic.id}/files/cbz", headers=headers)
    assert (file.status_code, file.content[:2]) == (200, b"PK")
    checked = await client.post(f"{API}/scripts/check", json={"script": "Size: tabloid\nA cat"}, headers=headers)
    assert (checked.json()["ready"], checked.json()["noticed"][0]["line"]) == (False, 1)
    async with site.database.transaction() as session:
        assert len(list(await session.scalars(select(Job.id)))) >= 3


async def test_nothing_of_others_can_be_reached(
    site: Site, client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    """R5."""
    bert = await seeds.person("Bert")
    picture, comic = await seeds.picture(bert), (await comics.comic(bert)).comic
    headers = await token_of(site, await seeds.person("Ada"), *Scope)
    for method, path in (
        ("GET", f"/jobs/{picture.job_id}"), ("POST", f"/jobs/{picture.job_id}/cancel"),
        ("POST", f"/jobs/{picture.job_id}/retry"), ("GET", f"/pictures/{picture.id}"),
        ("DELETE", f"/pictures/{picture.id}"), ("POST", f"/pictures/{picture.id}/variations"),
        ("GET", f"/comics/{comic.id}"), ("DELETE", f"/comics/{comic.id}"), ("POST", f"/comics/{comic.id}/drawing"),
        ("GET", f"/comics/{comic.id}/files/cbz"),
    ):  # fmt: skip
        answer = await client.request(method, API + path, headers=headers)
        assert (answer.status_code, path) == (404, path)


async def test_the_description_is_a_page_as_well(client: httpx.AsyncClient) -> None:
    page = await client.get(f"{API}/docs?lang=pl")
    assert "Dla programów" in page.text
    assert "/api/v1/creations" in page.text
    assert (await client.get(f"{API}/openapi.json")).json()["openapi"] == "3.1.0"
