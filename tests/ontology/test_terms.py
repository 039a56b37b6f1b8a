"""The constants for terms are those of the vocabulary, no more and no fewer."""

from ontology import terms
from ontology.iris import HN
from ontology.prefixes import PREFIXES
from ontology.vocabulary import vocabulary


def _constants(namespace: type) -> dict[str, str]:
    return {name: value for name, value in vars(namespace).items() if not name.startswith("__")}


def test_every_term_of_ours_is_a_constant_and_every_constant_a_term() -> None:
    """What `huunghi.ttl` declares and what code may name are the same."""
    declared = {iri for iri in vocabulary().terms if iri.startswith(HN)}
    assert set(_constants(terms.hn).values()) == declared


def test_a_constant_s_value_is_its_prefix_and_its_name() -> None:
    """No constant stands for another term than it says."""
    namespaces = [one for one in vars(terms).values() if isinstance(one, type)]
    assert len(namespaces) >= 10
    for namespace in namespaces:
        for name, iri in _constants(namespace).items():
            assert iri == PREFIXES[namespace.__name__] + name
