"""The terms of the vocabularies in use, as constants: a misspelt one fails when its module is imported.

Each class is named after its prefix (`ontology.prefixes`), each attribute after its term; its value is the IRI as text.

>>> org.Post
'http://www.w3.org/ns/org#Post'
"""

from typing import Final

from ontology.prefixes import PREFIXES

_DCAT: Final = PREFIXES["dcat"]
_DCT: Final = PREFIXES["dct"]
_ELI: Final = PREFIXES["eli"]
_FOAF: Final = PREFIXES["foaf"]
_HN: Final = PREFIXES["hn"]
_OA: Final = PREFIXES["oa"]
_ORG: Final = PREFIXES["org"]
_OWL: Final = PREFIXES["owl"]
_PROV: Final = PREFIXES["prov"]
_RDF: Final = PREFIXES["rdf"]
_RDFS: Final = PREFIXES["rdfs"]
_SCHEMA: Final = PREFIXES["schema"]
_SD: Final = PREFIXES["sd"]
_SH: Final = PREFIXES["sh"]
_SKOS: Final = PREFIXES["skos"]
_VOID: Final = PREFIXES["void"]
_XSD: Final = PREFIXES["xsd"]


class dcat:
    """The Data Catalog Vocabulary."""

    Distribution: Final = _DCAT + "Distribution"
    byteSize: Final = _DCAT + "byteSize"


class dct:
    """DCMI Metadata Terms."""

    PeriodOfTime: Final = _DCT + "PeriodOfTime"
    isPartOf: Final = _DCT + "isPartOf"
    isReplacedBy: Final = _DCT + "isReplacedBy"
    relation: Final = _DCT + "relation"
    replaces: Final = _DCT + "replaces"
    temporal: Final = _DCT + "temporal"
    title: Final = _DCT + "title"
    type: Final = _DCT + "type"


class eli:
    """The European Legislation Identifier ontology."""

    amends: Final = _ELI + "amends"
    based_on: Final = _ELI + "based_on"
    cites: Final = _ELI + "cites"
    date_no_longer_in_force: Final = _ELI + "date_no_longer_in_force"
    first_date_entry_in_force: Final = _ELI + "first_date_entry_in_force"
    passed_by: Final = _ELI + "passed_by"
    related_to: Final = _ELI + "related_to"
    repeals: Final = _ELI + "repeals"
    type_document: Final = _ELI + "type_document"


class foaf:
    """FOAF."""

    Document: Final = _FOAF + "Document"
    Person: Final = _FOAF + "Person"
    name: Final = _FOAF + "name"
    primaryTopic: Final = _FOAF + "primaryTopic"


class hn:
    """The vocabulary of this project (`huunghi.ttl`)."""

    Charter: Final = _HN + "Charter"
    Circular: Final = _HN + "Circular"
    Citation: Final = _HN + "Citation"
    Claim: Final = _HN + "Claim"
    Communique: Final = _HN + "Communique"
    Conclusion: Final = _HN + "Conclusion"
    Congress: Final = _HN + "Congress"
    CongressPaper: Final = _HN + "CongressPaper"
    Contract: Final = _HN + "Contract"
    Decision: Final = _HN + "Decision"
    Decree: Final = _HN + "Decree"
    Directive: Final = _HN + "Directive"
    Extraction: Final = _HN + "Extraction"
    Guidance: Final = _HN + "Guidance"
    Identification: Final = _HN + "Identification"
    JointCircular: Final = _HN + "JointCircular"
    JointResolution: Final = _HN + "JointResolution"
    Law: Final = _HN + "Law"
    Merging: Final = _HN + "Merging"
    Minutes: Final = _HN + "Minutes"
    Notice: Final = _HN + "Notice"
    OfficialLetter: Final = _HN + "OfficialLetter"
    OptionPaper: Final = _HN + "OptionPaper"
    Ordinance: Final = _HN + "Ordinance"
    ManagedGraph: Final = _HN + "ManagedGraph"
    Origin: Final = _HN + "Origin"
    Participation: Final = _HN + "Participation"
    PartyCircular: Final = _HN + "PartyCircular"
    Plan: Final = _HN + "Plan"
    PolicyDocument: Final = _HN + "PolicyDocument"
    Programme: Final = _HN + "Programme"
    ProgrammeDocument: Final = _HN + "ProgrammeDocument"
    ProjectDocument: Final = _HN + "ProjectDocument"
    Recommendation: Final = _HN + "Recommendation"
    Regulation: Final = _HN + "Regulation"
    Report: Final = _HN + "Report"
    Resolution: Final = _HN + "Resolution"
    ReviewAct: Final = _HN + "ReviewAct"
    ReviewDecision: Final = _HN + "ReviewDecision"
    Rules: Final = _HN + "Rules"
    Scheme: Final = _HN + "Scheme"
    SingleValuedProperty: Final = _HN + "SingleValuedProperty"
    Source: Final = _HN + "Source"
    Speech: Final = _HN + "Speech"
    Submission: Final = _HN + "Submission"
    Task: Final = _HN + "Task"
    Telegram: Final = _HN + "Telegram"
    Tenure: Final = _HN + "Tenure"
    Term: Final = _HN + "Term"
    Undoing: Final = _HN + "Undoing"
    addressee: Final = _HN + "addressee"
    adoptedAt: Final = _HN + "adoptedAt"
    agent: Final = _HN + "agent"
    anniversary: Final = _HN + "anniversary"
    asOf: Final = _HN + "asOf"
    asOfEnd: Final = _HN + "asOfEnd"
    bodyCode: Final = _HN + "bodyCode"
    byteSize: Final = _HN + "byteSize"
    candidate: Final = _HN + "candidate"
    cited: Final = _HN + "cited"
    citing: Final = _HN + "citing"
    commemorates: Final = _HN + "commemorates"
    confidence: Final = _HN + "confidence"
    contextName: Final = _HN + "contextName"
    decides: Final = _HN + "decides"
    endedBy: Final = _HN + "endedBy"
    event: Final = _HN + "event"
    fileName: Final = _HN + "fileName"
    fold: Final = _HN + "fold"
    follows: Final = _HN + "follows"
    givenAt: Final = _HN + "givenAt"
    handedOver: Final = _HN + "handedOver"
    implements: Final = _HN + "implements"
    into: Final = _HN + "into"
    inverseReadingForm: Final = _HN + "inverseReadingForm"
    length: Final = _HN + "length"
    minHash: Final = _HN + "minHash"
    loadedAt: Final = _HN + "loadedAt"
    memberCount: Final = _HN + "memberCount"
    mergedInto: Final = _HN + "mergedInto"
    merges: Final = _HN + "merges"
    number: Final = _HN + "number"
    onBehalfOf: Final = _HN + "onBehalfOf"
    participationRole: Final = _HN + "participationRole"
    ordinal: Final = _HN + "ordinal"
    part: Final = _HN + "part"
    participationProperty: Final = _HN + "participationProperty"
    post: Final = _HN + "post"
    printedAs: Final = _HN + "printedAs"
    readingForm: Final = _HN + "readingForm"
    reason: Final = _HN + "reason"
    refersTo: Final = _HN + "refersTo"
    replacement: Final = _HN + "replacement"
    replaces: Final = _HN + "replaces"
    reviewer: Final = _HN + "reviewer"
    seats: Final = _HN + "seats"
    sha256: Final = _HN + "sha256"
    signatory: Final = _HN + "signatory"
    signedAt: Final = _HN + "signedAt"
    standing: Final = _HN + "standing"
    statements: Final = _HN + "statements"
    status: Final = _HN + "status"
    targetGraph: Final = _HN + "targetGraph"
    term: Final = _HN + "term"
    termOf: Final = _HN + "termOf"
    territory: Final = _HN + "territory"
    tool: Final = _HN + "tool"
    toolVersion: Final = _HN + "toolVersion"
    typeConcept: Final = _HN + "typeConcept"
    undoes: Final = _HN + "undoes"
    unitCode: Final = _HN + "unitCode"
    verdict: Final = _HN + "verdict"
    withdrawn: Final = _HN + "withdrawn"
    wording: Final = _HN + "wording"
    year: Final = _HN + "year"
    # Statements of large files, packed
    buckets: Final = _HN + "buckets"
    packedStatements: Final = _HN + "packedStatements"
    # Succession of bodies and places, and documents in force
    Change: Final = _HN + "Change"
    Merger: Final = _HN + "Merger"
    PlaceChange: Final = _HN + "PlaceChange"
    Renaming: Final = _HN + "Renaming"
    Split: Final = _HN + "Split"
    amends: Final = _HN + "amends"
    ends: Final = _HN + "ends"
    inEffectFrom: Final = _HN + "inEffectFrom"
    inEffectUntil: Final = _HN + "inEffectUntil"
    legalBasis: Final = _HN + "legalBasis"
    originalPlace: Final = _HN + "originalPlace"
    resultingPlace: Final = _HN + "resultingPlace"
    # Witnesses and dates
    partOfDay: Final = _HN + "partOfDay"
    root: Final = _HN + "root"
    # Tracing: containment, silence, why an entailed statement holds
    Entailment: Final = _HN + "Entailment"
    extent: Final = _HN + "extent"
    lookedFor: Final = _HN + "lookedFor"
    silentOn: Final = _HN + "silentOn"
    within: Final = _HN + "within"


class oa:
    """Web Annotation Vocabulary (W3C)."""

    Annotation: Final = _OA + "Annotation"
    SpecificResource: Final = _OA + "SpecificResource"
    TextPositionSelector: Final = _OA + "TextPositionSelector"
    TextQuoteSelector: Final = _OA + "TextQuoteSelector"
    end: Final = _OA + "end"
    exact: Final = _OA + "exact"
    hasBody: Final = _OA + "hasBody"
    hasSelector: Final = _OA + "hasSelector"
    hasSource: Final = _OA + "hasSource"
    hasTarget: Final = _OA + "hasTarget"
    identifying: Final = _OA + "identifying"
    motivatedBy: Final = _OA + "motivatedBy"
    start: Final = _OA + "start"


class org:
    """The Organization Ontology (W3C)."""

    ChangeEvent: Final = _ORG + "ChangeEvent"
    Membership: Final = _ORG + "Membership"
    Organization: Final = _ORG + "Organization"
    Post: Final = _ORG + "Post"
    Role: Final = _ORG + "Role"
    changedBy: Final = _ORG + "changedBy"
    classification: Final = _ORG + "classification"
    holds: Final = _ORG + "holds"
    member: Final = _ORG + "member"
    memberOf: Final = _ORG + "memberOf"
    organization: Final = _ORG + "organization"
    originalOrganization: Final = _ORG + "originalOrganization"
    postIn: Final = _ORG + "postIn"
    resultedFrom: Final = _ORG + "resultedFrom"
    resultingOrganization: Final = _ORG + "resultingOrganization"
    role: Final = _ORG + "role"
    subOrganizationOf: Final = _ORG + "subOrganizationOf"


class owl:
    """OWL (W3C)."""

    NamedIndividual: Final = _OWL + "NamedIndividual"
    Thing: Final = _OWL + "Thing"
    differentFrom: Final = _OWL + "differentFrom"
    sameAs: Final = _OWL + "sameAs"
    versionInfo: Final = _OWL + "versionInfo"


class prov:
    """PROV-O (W3C)."""

    Activity: Final = _PROV + "Activity"
    atTime: Final = _PROV + "atTime"
    Entity: Final = _PROV + "Entity"
    endedAtTime: Final = _PROV + "endedAtTime"
    generatedAtTime: Final = _PROV + "generatedAtTime"
    generated: Final = _PROV + "generated"
    invalidatedAtTime: Final = _PROV + "invalidatedAtTime"
    startedAtTime: Final = _PROV + "startedAtTime"
    used: Final = _PROV + "used"
    wasDerivedFrom: Final = _PROV + "wasDerivedFrom"
    wasGeneratedBy: Final = _PROV + "wasGeneratedBy"
    wasQuotedFrom: Final = _PROV + "wasQuotedFrom"
    wasRevisionOf: Final = _PROV + "wasRevisionOf"


class rdf:
    """RDF (W3C); what begins with `tt`, and TripleTerm, are of the basic encoding (RDF 1.2 Interoperability, draft)."""

    List: Final = _RDF + "List"
    Property: Final = _RDF + "Property"
    Statement: Final = _RDF + "Statement"
    TripleTerm: Final = _RDF + "TripleTerm"
    first: Final = _RDF + "first"
    langString: Final = _RDF + "langString"
    nil: Final = _RDF + "nil"
    object: Final = _RDF + "object"
    predicate: Final = _RDF + "predicate"
    rest: Final = _RDF + "rest"
    subject: Final = _RDF + "subject"
    ttObject: Final = _RDF + "ttObject"
    ttPredicate: Final = _RDF + "ttPredicate"
    ttSubject: Final = _RDF + "ttSubject"
    type: Final = _RDF + "type"


class rdfs:
    """RDF Schema (W3C)."""

    Class: Final = _RDFS + "Class"
    Resource: Final = _RDFS + "Resource"
    comment: Final = _RDFS + "comment"
    isDefinedBy: Final = _RDFS + "isDefinedBy"
    label: Final = _RDFS + "label"
    subClassOf: Final = _RDFS + "subClassOf"
    subPropertyOf: Final = _RDFS + "subPropertyOf"


class schema:
    """Schema.org."""

    Collection: Final = _SCHEMA + "Collection"
    Event: Final = _SCHEMA + "Event"
    NewsArticle: Final = _SCHEMA + "NewsArticle"
    Place: Final = _SCHEMA + "Place"
    about: Final = _SCHEMA + "about"
    attendee: Final = _SCHEMA + "attendee"
    citation: Final = _SCHEMA + "citation"
    containedInPlace: Final = _SCHEMA + "containedInPlace"
    contributor: Final = _SCHEMA + "contributor"
    creator: Final = _SCHEMA + "creator"
    datePublished: Final = _SCHEMA + "datePublished"
    endDate: Final = _SCHEMA + "endDate"
    hasPart: Final = _SCHEMA + "hasPart"
    exampleOfWork: Final = _SCHEMA + "exampleOfWork"
    inLanguage: Final = _SCHEMA + "inLanguage"
    isPartOf: Final = _SCHEMA + "isPartOf"
    keywords: Final = _SCHEMA + "keywords"
    legislationDate: Final = _SCHEMA + "legislationDate"
    legislationIdentifier: Final = _SCHEMA + "legislationIdentifier"
    legislationPassedBy: Final = _SCHEMA + "legislationPassedBy"
    legislationType: Final = _SCHEMA + "legislationType"
    location: Final = _SCHEMA + "location"
    mentions: Final = _SCHEMA + "mentions"
    name: Final = _SCHEMA + "name"
    organizer: Final = _SCHEMA + "organizer"
    participant: Final = _SCHEMA + "participant"
    performer: Final = _SCHEMA + "performer"
    position: Final = _SCHEMA + "position"
    publisher: Final = _SCHEMA + "publisher"
    startDate: Final = _SCHEMA + "startDate"
    superEvent: Final = _SCHEMA + "superEvent"
    target: Final = _SCHEMA + "target"
    translationOfWork: Final = _SCHEMA + "translationOfWork"
    url: Final = _SCHEMA + "url"
    version: Final = _SCHEMA + "version"


class sd:
    """SPARQL 1.1 Service Description (W3C)."""

    Function: Final = _SD + "Function"
    NamedGraph: Final = _SD + "NamedGraph"


class sh:
    """SHACL (W3C), with what its Advanced Features add."""

    IRI: Final = _SH + "IRI"
    Parameter: Final = _SH + "Parameter"
    SPARQLAskExecutable: Final = _SH + "SPARQLAskExecutable"
    SPARQLConstructExecutable: Final = _SH + "SPARQLConstructExecutable"
    SPARQLExecutable: Final = _SH + "SPARQLExecutable"
    SPARQLSelectExecutable: Final = _SH + "SPARQLSelectExecutable"
    ask: Final = _SH + "ask"
    construct: Final = _SH + "construct"
    datatype: Final = _SH + "datatype"
    declare: Final = _SH + "declare"
    defaultValue: Final = _SH + "defaultValue"
    name: Final = _SH + "name"
    namespace: Final = _SH + "namespace"
    nodeKind: Final = _SH + "nodeKind"
    optional: Final = _SH + "optional"
    parameter: Final = _SH + "parameter"
    path: Final = _SH + "path"
    prefix: Final = _SH + "prefix"
    prefixes: Final = _SH + "prefixes"
    select: Final = _SH + "select"


class skos:
    """SKOS (W3C)."""

    Concept: Final = _SKOS + "Concept"
    ConceptScheme: Final = _SKOS + "ConceptScheme"
    altLabel: Final = _SKOS + "altLabel"
    broader: Final = _SKOS + "broader"
    definition: Final = _SKOS + "definition"
    example: Final = _SKOS + "example"
    hiddenLabel: Final = _SKOS + "hiddenLabel"
    inScheme: Final = _SKOS + "inScheme"
    notation: Final = _SKOS + "notation"
    note: Final = _SKOS + "note"
    prefLabel: Final = _SKOS + "prefLabel"
    topConceptOf: Final = _SKOS + "topConceptOf"


class void:
    """The Vocabulary of Interlinked Datasets."""

    Dataset: Final = _VOID + "Dataset"
    subset: Final = _VOID + "subset"
    triples: Final = _VOID + "triples"


class xsd:
    """XML Schema Datatypes (W3C)."""

    anyURI: Final = _XSD + "anyURI"
    base64Binary: Final = _XSD + "base64Binary"
    boolean: Final = _XSD + "boolean"
    date: Final = _XSD + "date"
    dateTime: Final = _XSD + "dateTime"
    decimal: Final = _XSD + "decimal"
    double: Final = _XSD + "double"
    float: Final = _XSD + "float"
    gYear: Final = _XSD + "gYear"
    gYearMonth: Final = _XSD + "gYearMonth"
    integer: Final = _XSD + "integer"
    string: Final = _XSD + "string"
