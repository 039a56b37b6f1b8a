"""Sources are listed with what they say of themselves and the number of their claims."""

from graph.store.reader import EmbeddedReader
from ontology.iris import ID
from queries.read.labels import read_labels
from queries.read.sources import iris_of, list_sources


def test_every_source_is_listed_once_with_its_claims(five_reports: EmbeddedReader) -> None:
    found = list_sources(five_reports)
    iris = [one.source.iri for one in found]
    assert len(iris) == len(set(iris))
    assert ID + "source/nghe-an-2024-04-ru" in iris
    assert sum(1 for one in found if one.source.sha256) == 5
    assert all(one.claims > 0 and not one.capped for one in found if one.source.sha256)


def test_what_is_listed_can_be_called_by_name(five_reports: EmbeddedReader) -> None:
    found = list_sources(five_reports)
    labels = read_labels(five_reports, iris_of(found))
    assert all(labels.best(one.source.iri, ("en", "vi")) for one in found if one.source.sha256)
