"""What the open data are, for catalogues that harvest: a description in JSON-LD after DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/)."""

from typing import Any

from core.settings import Settings
from core.words import say
from knowledge.open_data import File, Files

PREFIX = "/api/v1/open-data/"
CATALOG = "catalog.jsonld"
TYPES = {".json": "application/json", ".csv": "text/csv; charset=utf-8", ".jsonld": "application/ld+json"}
DATASETS = {"procedures": ("procedures.json", "procedures.csv"), "life_events": ("life-events.json",), "units": ("units.csv",)}
FIGURES = {"figures": ("figures.json", "figures.csv")}
_EU = "http://publications.europa.eu/resource/authority/"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Node = dict[str, Any]


def catalog(files: Files, figures: Files | None, settings: Settings) -> Node:
    """Describe the catalogue and its datasets: those of the live release, and the weekly `figures` where there are any."""
    base = settings.public_url.rstrip("/")
    return {
        "@context": _CONTEXT,
        "@id": f"{base}{PREFIX}{CATALOG}",
        "@type": "dcat:Catalog",
        **_named("catalog"),
        **_common(files, settings),
        "foaf:homepage": _id(f"{base}/open-data"),
        "dcat:dataset": [
            *(_dataset(name, names, files, settings, base) for name, names in DATASETS.items()),
            *(_dataset(name, names, figures, settings, base, "WEEKLY") for name, names in FIGURES.items() if figures),
        ],
    }


def publisher(settings: Settings) -> str:
    """Return who publishes, by name."""
    return settings.open_data_publisher or say("open_data.operator")


def media_type(name: str) -> str:
    """Return the media type of a file by its name."""
    return TYPES[name[name.rindex(".") :]]


def _dataset(name: str, names: tuple[str, ...], files: Files, settings: Settings, base: str, often: str = "IRREG") -> Node:
    return {
        "@id": f"{base}/open-data#{name}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{name}",
        **_named(name),
        **_common(files, settings),
        "dct:accrualPeriodicity": _id(f"{_EU}frequency/{often}"),  # irregular: with every release
        "dct:spatial": {"@type": "dct:Location", "rdfs:label": _text("vi", settings.jurisdiction)},
        "dcat:theme": [_id(f"{_EU}data-theme/GOVE")],
        "dcat:keyword": [
            _text(language, word) for language in ("vi", "en") for word in say(f"open_data.{name}_words", language).split(", ")
        ],
        "dcat:version": files.release,
        "dcat:distribution": [_distribution(files.all[one], files, settings, base) for one in names],
    }


def _distribution(file: File, files: Files, settings: Settings, base: str) -> Node:
    kind = media_type(file.name).partition(";")[0]
    return {
        "@id": f"{base}{PREFIX}{file.name}",
        "@type": "dcat:Distribution",
        "dct:title": _text("en", file.name),
        "dcat:accessURL": _id(f"{base}/open-data"),
        "dcat:downloadURL": _id(f"{base}{PREFIX}{file.name}"),
        "dcat:mediaType": _id(f"https://www.iana.org/assignments/media-types/{kind}"),
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file.size)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _id("http://spdx.org/rdf/terms#checksumAlgorithm_sha256"),
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
        },
        "dct:license": _id(settings.open_data_licence_url),
        "dct:issued": _moment(files),
        "dct:modified": _moment(files),
    }


def _common(files: Files, settings: Settings) -> Node:
    return {
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": publisher(settings)},
        "dcat:contactPoint": {
            "@type": "vcard:Organization", "vcard:fn": publisher(settings), _contact(settings): _id(settings.open_data_contact),
        },
        "dct:license": _id(settings.open_data_licence_url),
        "dct:language": _id(f"{_EU}language/VIE"),
        "dct:modified": _moment(files),
    }  # fmt: skip


def _contact(settings: Settings) -> str:
    kind = settings.open_data_contact.partition(":")[0]
    return {"tel": "vcard:hasTelephone", "mailto": "vcard:hasEmail"}.get(kind, "vcard:hasURL")


def _named(name: str) -> Node:
    return {
        "dct:title": [_text(language, say(f"open_data.{name}", language)) for language in ("vi", "en")],
        "dct:description": [_text(language, say(f"open_data.{name}_about", language)) for language in ("vi", "en")],
    }


def _moment(files: Files) -> Node:
    return {"@type": "xsd:dateTime", "@value": files.made.isoformat()}


def _text(language: str, value: str) -> Node:
    return {"@language": language, "@value": value}


def _id(address: str) -> Node:
    return {"@id": address}
