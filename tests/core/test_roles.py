"""What each role may do, and who sees what."""

import pytest

from core.clock import new_id
from core.privacy import SLUG_BYTES, Visibility, can_see, new_slug
from core.roles import LEAST_ROLE, NotAllowed, NotAllowedHere, Permission, Role, may, require

# trust.md, "Roles and quotas": the whole matrix, written out.
ALLOWED = {
    Role.GUEST: {Permission.LOOK},
    Role.USER: {Permission.LOOK, Permission.DRAW, Permission.REFERENCE, Permission.PUBLISH},
    Role.CREATOR: {Permission.LOOK, Permission.DRAW, Permission.REFERENCE, Permission.PUBLISH, Permission.MODERATE},
    Role.ADMIN: set(Permission),
    Role.SUPER_ADMIN: set(Permission),
}


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_do_what_the_matrix_says(role: Role, permission: Permission) -> None:
    assert may(role, permission) is (permission in ALLOWED[role])
    if permission in ALLOWED[role]:
        require(role, permission)
    else:
        with pytest.raises(NotAllowed):
            require(role, permission)


@pytest.mark.parametrize("permission", list(Permission))
def test_a_space_narrows_what_everybody_may_and_never_widens_it(permission: Permission) -> None:
    with pytest.raises(NotAllowedHere):
        require(Role.SUPER_ADMIN, permission, closed=frozenset({permission.value}))
    below = [role for role in Role if role < LEAST_ROLE[permission]]
    for role in below:
        with pytest.raises(NotAllowed):
            require(role, permission, closed=frozenset({permission.value}))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("who", ["owner", "other", "stranger"])
def test_the_visibility_matrix_g6(visibility: Visibility, who: str, role: Role) -> None:
    owner = new_id()
    viewer = {"owner": owner, "other": new_id(), "stranger": None}[who]
    seen = can_see(visibility, owner=owner, viewer=viewer, role=role)
    sees_private = who == "owner" or (who == "other" and role >= Role.ADMIN)
    assert seen is (visibility is not Visibility.PRIVATE or sees_private)


def test_an_unlisted_address_has_128_random_bits_at_least() -> None:
    assert SLUG_BYTES * 8 >= 128
    slugs = {new_slug() for _ in range(1000)}
    assert len(slugs) == 1000
    assert all(slug.replace("-", "").replace("_", "").isalnum() and len(slug) == 24 for slug in slugs)
