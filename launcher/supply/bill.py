"""The bill of parts (SBOM), as CycloneDX writes it: https://cyclonedx.org/specification/overview/."""

from collections.abc import Iterable

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from launcher.supply.parts import Part

_OURS = "AGPL-3.0-or-later"


def bill(parts: Iterable[Part], *, version: str) -> str:
    """Return the bill of a release of ours as JSON, CycloneDX 1.6."""
    licences = LicenseFactory()
    itself = Component(
        name="inkhearth",
        version=version,
        type=ComponentType.APPLICATION,
        licenses=[licences.make_from_string(_OURS)],
        bom_ref="inkhearth",
    )
    bom = Bom(components=[_component(part, licences) for part in parts])
    bom.metadata.component = itself
    bom.register_dependency(itself, bom.components)
    return JsonV1Dot6(bom).output_as_string(indent=2)


def address(part: Part) -> PackageURL:
    """Return the package URL of a part: https://github.com/package-url/purl-spec."""
    scope, _, name = part.name.rpartition("/")
    return PackageURL(part.registry, scope or None, name, part.version)


def _component(part: Part, licences: LicenseFactory) -> Component:
    url = address(part)
    declared = [licences.make_from_string(part.licence)] if part.licence else []
    return Component(name=part.name, version=part.version, type=ComponentType.LIBRARY, purl=url,
                     bom_ref=str(url), licenses=declared)  # fmt: skip
