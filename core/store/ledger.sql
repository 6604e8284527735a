-- A Sanad ledger, schema version 1. The bytes in the table entry are the only truth (core/custody/LEDGER.md says what they
-- are); the tables event, item and person are printed from them, for other tools and for speed, and `sanad ledger verify
-- --deep` makes them anew and compares. Times are texts of UTC as in the entries.

-- The entries in their order, byte for byte as they were signed. Triggers keep a slip from changing one; what keeps
-- anyone else from it are the signatures, the chain and the checkpoints.
CREATE TABLE entry (
    seq   INTEGER PRIMARY KEY,  -- 0, 1, 2 ...: place in the ledger, leaf of its tree
    bytes BLOB NOT NULL         -- the signed document
) STRICT;

-- Checkpoints of the ledger with the cosignatures that came back: C2SP signed notes.
CREATE TABLE checkpoint (
    size INTEGER PRIMARY KEY,  -- entries it is of
    note TEXT NOT NULL         -- the whole note
) STRICT;

-- Answers of time stamping authorities over checkpoints.
CREATE TABLE token (
    id   INTEGER PRIMARY KEY,
    size INTEGER NOT NULL,     -- of the checkpoint
    tsr  BLOB NOT NULL UNIQUE  -- RFC 3161 TimeStampResp in DER
) STRICT;

-- Personal data that entries only promise (commitments). Whoever deletes a row erases the datum, and the ledger still
-- verifies.
CREATE TABLE opening (
    commitment TEXT PRIMARY KEY,  -- hex SHA-256 of salt and value, as in the entry
    label      TEXT NOT NULL,
    salt       BLOB NOT NULL,
    value      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What each entry says, for looking up.
CREATE TABLE event (
    seq      INTEGER PRIMARY KEY,  -- of the entry
    id       TEXT NOT NULL,
    type     TEXT NOT NULL,        -- item.seize, transfer.offer ...
    item     TEXT,                 -- number of the exhibit; NULL: none
    item_seq INTEGER,              -- order of this item's events
    person   TEXT NOT NULL,        -- who acted
    role     TEXT NOT NULL,
    time     TEXT NOT NULL,        -- when it happened
    recorded TEXT NOT NULL         -- when it was recorded
) STRICT;
CREATE INDEX event_item ON event (item, item_seq);

-- Each exhibit as the last entry left it.
CREATE TABLE item (
    number      TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    description TEXT NOT NULL,
    custodian   TEXT NOT NULL,  -- a person, store:..., court:..., owner, lost, destroyed; empty: not on record
    since       TEXT NOT NULL,  -- from when the custodian has it
    seals       TEXT NOT NULL,  -- numbers of the seals that are on it, with blanks between
    sha256      TEXT NOT NULL,  -- last known hash; empty: none
    events      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Enrolments in the order in which the ledger took them; a person enrolled anew has several.
CREATE TABLE person (
    place        INTEGER PRIMARY KEY,  -- from 0
    id           TEXT NOT NULL,
    org          TEXT NOT NULL,
    number       INTEGER NOT NULL,     -- order of enrolment in the organisation; 0: unattested
    roles        TEXT NOT NULL,        -- with blanks between
    kids         TEXT NOT NULL,        -- key ids, with blanks between
    revoked_from TEXT                  -- NULL: not revoked
) STRICT;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry BEGIN
    SELECT RAISE(ABORT, 'an entry of a ledger is never changed');
END;
CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry BEGIN
    SELECT RAISE(ABORT, 'an entry of a ledger is never removed');
END;
CREATE TRIGGER entry_is_the_next BEFORE INSERT ON entry
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq) + 1, 0) FROM entry) BEGIN
    SELECT RAISE(ABORT, 'an entry of a ledger follows the one before');
END;
