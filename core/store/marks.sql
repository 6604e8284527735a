-- The marks of a case, schema version 1: tags and notes of examiners, and their removal, one row for each act in the order
-- in which they were made. No row is ever changed or taken away: what was removed stays visible as removed. A row says
-- what it is on twice: by the numbers the case gave it then (id, file_id), and by what finds it again after a new ingest
-- (exhibit, place of the file system, path, metadata address, digest of the content, range of bytes, digest of the
-- values). Times are nanoseconds since 1970-01-01 00:00:00 UTC.

CREATE TABLE mark (
    seq                INTEGER PRIMARY KEY,  -- 1, 2, 3 ...; the newest is the revision of the marks
    act                TEXT NOT NULL CHECK (act IN ('tag', 'note', 'remove')),
    removes            INTEGER REFERENCES mark (seq),  -- the tag or note that a removal takes back
    tag                TEXT NOT NULL,        -- name of the tag; empty of a note
    colour             TEXT NOT NULL,        -- of the tag: a name, or #rrggbb
    text               TEXT NOT NULL,        -- comment of a tag, text of a note, reason of a removal
    examiner           TEXT NOT NULL,        -- who made the mark
    made_at            INTEGER NOT NULL,     -- by the clock of the examiner's machine
    subject            TEXT NOT NULL CHECK (subject IN ('case', 'file', 'artifact', 'identifier', 'hit')),
    subject_id         INTEGER NOT NULL,     -- in its table of the case; 0 for the case itself
    exhibit_number     TEXT NOT NULL,        -- of the item it lies in; empty for the case itself
    image_id           INTEGER NOT NULL,
    file_system_offset INTEGER NOT NULL,     -- in the image
    file_id            INTEGER NOT NULL,     -- the file that is marked, or in which the finding lies
    path               TEXT NOT NULL,        -- of that file; U+FFFD for what is not UTF-8
    path_bytes         BLOB,                 -- as recorded, only where path had to be repaired
    metadata_address   INTEGER NOT NULL,     -- inode, MFT entry, ...
    content_sha256     BLOB,                 -- of that file's content; NULL: not read
    type               TEXT NOT NULL,        -- of an artifact or identifier
    source_offset      INTEGER NOT NULL,     -- of the finding in that file's content
    source_length      INTEGER NOT NULL,
    values_sha256      BLOB,                 -- of the type and values of a finding
    label              TEXT NOT NULL,        -- the finding in a few words
    CHECK ((act = 'remove') = (removes IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX mark_removed_once ON mark (removes) WHERE removes IS NOT NULL;
CREATE INDEX mark_of ON mark (subject, subject_id);

CREATE TRIGGER mark_is_never_changed BEFORE UPDATE ON mark BEGIN
    SELECT RAISE(ABORT, 'a mark is never changed: take it back with a later one');
END;
CREATE TRIGGER mark_is_never_deleted BEFORE DELETE ON mark BEGIN
    SELECT RAISE(ABORT, 'a mark is never deleted: take it back with a later one');
END;
CREATE TRIGGER mark_is_the_next BEFORE INSERT ON mark
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq) + 1, 1) FROM mark) BEGIN
    SELECT RAISE(ABORT, 'a mark follows the one before');
END;
