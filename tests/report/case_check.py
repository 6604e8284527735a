#!/usr/bin/env python3
"""What CASE 1.4.0 and UCO 1.4.0 ask of a graph, checked node by node. Written from the ontologies' own constraints
(SHACL shapes of case-investigation, uco-action, -core, -identity, -location, -observable, -tool, -types), for the classes
and properties that Sanad writes; an unknown one is a fault. The graph is read twice: as JSON, and, where the package
rdflib is at hand, by its JSON-LD processor, whose triples are counted against the first reading.

case_check.py FILE      prints counts as JSON; exits with 1 and one line for each fault."""
import json
import re
import sys
from collections import Counter

UCO = 'https://ontology.unifiedcyberontology.org/uco/'
CASE = 'https://ontology.caseontology.org/case/investigation/'
XSD = 'http://www.w3.org/2001/XMLSchema#'
STRING, INTEGER, TIME, TRUTH, HEX, URI, DECIMAL = (XSD + name for name in (
    'string', 'integer', 'dateTime', 'boolean', 'hexBinary', 'anyURI', 'decimal'))
HASH_NAME = UCO + 'vocabulary/HashNameVocab'
HASH_NAMES = {'MD5': 32, 'SHA1': 40, 'SHA256': 64}
OBSERVABLE = UCO + 'observable/'


def observable(*names):
    return {OBSERVABLE + name for name in names}


# Subclasses of observable:ObservableObject in UCO 1.4.0, of those that the catalog and the file records use.
OBJECTS = observable(
    'ObservableObject', 'Application', 'ArchiveFile', 'BlockDeviceNode', 'BluetoothAddress', 'BrowserBookmark',
    'BrowserCookie', 'CalendarEntry', 'Call', 'CharacterDeviceNode', 'Contact', 'Credential', 'Device', 'DigitalAccount',
    'Directory', 'DomainName', 'EmailMessage', 'EventRecord', 'File', 'FileSystem', 'FileSystemObject', 'Image', 'Message',
    'MessageThread', 'NamedPipe', 'NetworkConnection', 'NetworkFlow', 'NetworkInterface', 'Note', 'OperatingSystem',
    'PaymentCard', 'Post', 'Process', 'RasterPicture', 'Socket', 'Software', 'SymbolicLink', 'URL', 'URLHistory', 'URLVisit',
    'UserAccount', 'UserSession', 'Volume', 'WindowsAccount', 'WindowsComputerSpecification', 'WindowsProcess',
    'WindowsRegistryHive', 'WindowsRegistryKey', 'WindowsService', 'WindowsTask', 'WirelessNetworkConnection',
    'EmailAddress', 'IPv4Address', 'IPv6Address', 'MACAddress', 'PhoneAccount')
ANY = 'any node'
UCO_OBJECT = 'a UcoObject'
OBSERVABLE_OBJECT = 'an ObservableObject'
FACET = 'a Facet'

# property: (what its values are, at least, at most); 0 at most: any number
ALL_OBJECTS = {
    UCO + 'core/name': (STRING, 0, 1), UCO + 'core/description': (STRING, 0, 0), UCO + 'core/hasFacet': (FACET, 0, 0),
    UCO + 'core/externalReference': (UCO + 'core/ExternalReference', 0, 0)}
RELATIONSHIP = {UCO + 'core/target': (UCO_OBJECT, 1, 1), UCO + 'core/source': (UCO_OBJECT, 1, 0),
                UCO + 'core/kindOfRelationship': (STRING, 0, 1), UCO + 'core/isDirectional': (TRUTH, 1, 1)}
ACTION = {UCO + 'action/startTime': (TIME, 0, 1), UCO + 'action/endTime': (TIME, 0, 1),
          UCO + 'action/performer': (UCO_OBJECT, 0, 1), UCO + 'action/instrument': (UCO_OBJECT, 0, 0),
          UCO + 'action/object': (UCO_OBJECT, 0, 0), UCO + 'action/result': (UCO_OBJECT, 0, 0)}
CLASSES = {
    CASE + 'Investigation': {CASE + 'investigationForm': (STRING, 0, 1), UCO + 'core/object': (UCO_OBJECT, 0, 0),
                              CASE + 'relevantAuthorization': (CASE + 'Authorization', 0, 0)},
    CASE + 'Authorization': {CASE + 'authorizationType': (STRING, 0, 1), CASE + 'authorizationIdentifier': (STRING, 0, 0),
                             UCO + 'core/startTime': (TIME, 0, 1), UCO + 'core/endTime': (TIME, 0, 1)},
    CASE + 'ProvenanceRecord': {CASE + 'exhibitNumber': (STRING, 0, 1), UCO + 'core/object': (UCO_OBJECT, 0, 0)},
    CASE + 'InvestigativeAction': ACTION,
    UCO + 'identity/Person': {},
    UCO + 'tool/Tool': {UCO + 'tool/version': (STRING, 0, 1)},
    UCO + 'location/Location': {},
    UCO + 'core/Relationship': RELATIONSHIP,
    OBSERVABLE + 'ObservableRelationship': {**RELATIONSHIP, UCO + 'core/source': (OBSERVABLE_OBJECT, 1, 0),
                                            UCO + 'core/target': (OBSERVABLE_OBJECT, 1, 1)},
}


def shape(text):
    """'fileName* name:string!' → {property: (type, least, most)}: * any number, ! exactly one."""
    kinds = {'s': STRING, 'i': INTEGER, 't': TIME, 'b': TRUTH, 'h': HEX, 'u': URI, 'o': OBSERVABLE_OBJECT,
             'H': UCO + 'types/Hash'}
    found = {}
    for word in text.split():
        name, kind = word.rstrip('!*').split(':')
        found[OBSERVABLE + name] = (kinds[kind], 1 if word.endswith('!') else 0, 0 if word.endswith('*') else 1)
    return found


FACETS = {OBSERVABLE + name: shape(text) for name, text in {
    'FileFacet': 'isDirectory:b* accessedTime:t metadataChangeTime:t modifiedTime:t observableCreatedTime:t '
                 'sizeInBytes:i allocationStatus:s extension:s fileName:s* filePath:s*',
    'ContentDataFacet': 'hash:H* sizeInBytes:i mimeType:s',
    'NTFSFileFacet': 'entryID:i sid:s',
    'FileSystemFacet': 'clusterSize:i fileSystemType:s',
    'ImageFacet': 'imageType:s',
    'DataRangeFacet': 'rangeOffset:i rangeSize:i rangeOffsetType:s',
    'PathRelationFacet': 'path:s*',
    'URLFacet': 'fullValue:s!',
    'URLVisitFacet': 'visitTime:t url:o urlTransitionType:s',
    'BrowserBookmarkFacet': 'urlTargeted:u* accessedTime:t modifiedTime:t observableCreatedTime:t bookmarkPath:s',
    'BrowserCookieFacet': 'isSecure:b accessedTime:t expirationTime:t observableCreatedTime:t cookieName:s cookiePath:s',
    'MessageFacet': 'sentTime:t messageID:s messageText:s messageType:s sessionID:s',
    'CallFacet': 'endTime:t startTime:t callType:s',
    'EmailMessageFacet': 'isRead:b modifiedTime:t receivedTime:t sentTime:t messageID:s subject:s xMailer:s',
    'CalendarEntryFacet': 'endTime:t modifiedTime:t observableCreatedTime:t startTime:t subject:s',
    'NoteFacet': 'modifiedTime:t observableCreatedTime:t text:s',
    'ApplicationFacet': 'applicationIdentifier:s version:s',
    'UserSessionFacet': 'loginTime:t logoutTime:t',
    'WindowsServiceFacet': 'serviceName:s! serviceType:s startCommandLine:s startType:s',
    'OperatingSystemFacet': 'installDate:t version:s',
    'WindowsTaskFacet': 'exitCode:i imageName:s parameters:s taskComment:s taskCreator:s',
}.items()}
FACETS[UCO + 'location/LatLongCoordinatesFacet'] = {UCO + 'location/latitude': (DECIMAL, 0, 1),
                                                    UCO + 'location/longitude': (DECIMAL, 0, 1)}
PARTS = {
    UCO + 'types/Hash': {UCO + 'types/hashMethod': (HASH_NAME, 1, 1), UCO + 'types/hashValue': (HEX, 1, 1)},
    UCO + 'core/ExternalReference': {UCO + 'core/definingContext': (STRING, 0, 1),
                                     UCO + 'core/externalIdentifier': (STRING, 0, 1)},
}
OWN_FACETS = re.compile(r'https://sanad\.invalid/ontology/\w+Facet$')
CORE_FACET = UCO + 'core/Facet'
UUID_AT_END = re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$')
LEXICAL = {
    INTEGER: re.compile(r'-?\d+$'), HEX: re.compile(r'([0-9a-fA-F]{2})*$'), DECIMAL: re.compile(r'-?\d+(\.\d+)?$'),
    TIME: re.compile(r'-?\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$'),
    XSD + 'double': re.compile(r'(-?\d+(\.\d+)?([eE][+-]?\d+)?|NaN|-?INF)$'),
}


class Checker:
    def __init__(self, document):
        self.context = document['@context']
        self.nodes = {}  # id -> classes
        self.faults = []
        self.pointed_at = []  # (from, property, to, what it must be)
        self.counts = Counter()
        self.triples = 0
        for node in document['@graph']:
            self.node(node)
        self.ends()

    def fault(self, where, what):
        if len(self.faults) < 100:
            self.faults.append(f'{where}: {what}')

    def full(self, name):
        prefix, _, rest = name.partition(':')
        return self.context[prefix] + rest if prefix in self.context and not rest.startswith('//') else name

    def node(self, node):
        name = node.get('@id')
        if name is None:
            return self.fault(node.get('@type'), 'a blank node')
        name = self.full(name)
        if not UUID_AT_END.search(name):
            self.fault(name, 'does not end in a UUID of version 5')
        kinds = node.get('@type', '')
        kinds = [self.full(each) for each in (kinds if isinstance(kinds, list) else [kinds])]
        if name in self.nodes:
            self.fault(name, 'stands in the graph twice')
        self.nodes[name] = kinds
        self.counts.update(kind.rsplit('/', 1)[-1] for kind in kinds)
        self.triples += len(set(kinds))
        # core:Facet says of a class of our own what UCO says of its own; nothing else has two classes.
        kind, *more = [each for each in kinds if each != CORE_FACET] or kinds
        if more:
            return self.fault(name, f'{kind} and {more[0]}')
        if kind in OBJECTS:
            allowed = ALL_OBJECTS
        elif kind in CLASSES:
            allowed = {**ALL_OBJECTS, **CLASSES[kind]}
        elif kind in FACETS or kind in PARTS:
            allowed = FACETS.get(kind) or PARTS[kind]
        elif OWN_FACETS.match(kind):
            allowed = None
        else:
            return self.fault(name, f'{kind} is no class of CASE or UCO that is known here')
        given = Counter()
        for key, values in node.items():
            if key.startswith('@'):
                continue
            key = self.full(key)
            values = values if isinstance(values, list) else [values]
            given[key] += len(values)
            # A set: a value given twice is one triple.
            self.triples += len({json.dumps(value, sort_keys=True) for value in values})
            for value in values:
                if allowed is None:
                    if not key.startswith('https://sanad.invalid/ontology/'):
                        self.fault(name, f'{key} in a facet of our own')
                    self.literal(name, key, value, None)
                elif key not in allowed:
                    self.fault(name, f'{kind} has no {key}')
                else:
                    self.value(name, key, value, allowed[key][0])
        for key, (_, least, most) in (allowed or {}).items():
            if given[key] < least or (most and given[key] > most):
                self.fault(name, f'{key} stands there {given[key]} times')

    def value(self, name, key, value, wanted):
        is_node = isinstance(value, dict) and '@value' not in value
        if wanted.startswith(XSD) or wanted == HASH_NAME:
            if is_node:
                return self.fault(name, f'{key} is a node, not a literal')
            return self.literal(name, key, value, wanted)
        if not is_node:
            return self.fault(name, f'{key} is a literal, not a node')
        if set(value) != {'@id'}:
            self.node(value)
        self.pointed_at.append((name, key, self.full(value.get('@id', '')), wanted))

    def literal(self, name, key, value, wanted):
        if isinstance(value, dict):
            kind, text = self.full(value.get('@type', '')), value.get('@value')
            if not isinstance(text, str):
                return self.fault(name, f'{key}: a typed value is a string in JSON')
        elif isinstance(value, bool):
            kind, text = TRUTH, str(value).lower()
        elif isinstance(value, str):
            kind, text = STRING, value
        else:
            return self.fault(name, f'{key} is {value!r}: numbers are typed strings')
        if wanted and kind != wanted:
            self.fault(name, f'{key} is {kind}, not {wanted}')
        if kind in LEXICAL and not LEXICAL[kind].match(text):
            self.fault(name, f'{key}: {text!r} is no {kind}')
        if kind == HASH_NAME and text not in HASH_NAMES:
            self.fault(name, f'{key}: {text} is no name of a digest')
        if any('\ud800' <= c <= '\udfff' for c in text):
            self.fault(name, f'{key} holds half a character')

    def ends(self):
        """Whatever is pointed at is there, and of the class that is asked for."""
        for name, key, target, wanted in self.pointed_at:
            if target not in self.nodes:
                self.fault(name, f'{key} points at {target}, which is not there')
                continue
            kinds = self.nodes[target]
            kind = kinds[0]
            if wanted == OBSERVABLE_OBJECT and kind not in OBJECTS:
                self.fault(name, f'{key} is a {kind}, no observable object')
            elif wanted == UCO_OBJECT and kind not in OBJECTS and kind not in CLASSES:
                self.fault(name, f'{key} is a {kind}, no object of UCO')
            elif wanted == FACET and kind not in FACETS and CORE_FACET not in kinds:
                self.fault(name, f'{key} is a {kind}, no facet')
            elif wanted.startswith('http') and kind != wanted:
                self.fault(name, f'{key} is a {kind}, not {wanted}')

    def hash_lengths(self, document):
        def walk(value):
            if isinstance(value, list):
                for each in value:
                    walk(each)
            elif isinstance(value, dict):
                if value.get('@type') == 'types:Hash':
                    method = value['types:hashMethod']['@value']
                    if len(value['types:hashValue']['@value']) != HASH_NAMES.get(method):
                        self.fault(value['@id'], f'{method} of another length')
                for each in value.values():
                    walk(each)
        walk(document['@graph'])


def main(path):
    with open(path, encoding='utf-8') as file:
        document = json.load(file)
    checker = Checker(document)
    checker.hash_lengths(document)
    processor = None
    try:
        import rdflib
    except ImportError:
        pass
    else:
        import logging
        logging.disable(logging.WARNING)  # of addresses that are no URIs: evidence
        processor = f'rdflib {rdflib.__version__}'
        graph = rdflib.Graph().parse(path, format='json-ld')
        if any(isinstance(term, rdflib.BNode) for triple in graph for term in triple):
            checker.fault('graph', 'the processor found blank nodes')
        if len(graph) != checker.triples:
            checker.fault('graph', f'the processor reads {len(graph)} triples, this script {checker.triples}')
    print(json.dumps({'counts': checker.counts, 'nodes': len(checker.nodes), 'triples': checker.triples,
                      'processor': processor}))
    for fault in checker.faults:
        print(fault, file=sys.stderr)
    return 1 if checker.faults else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
