-- A Sanad case, schema version 4: every table an examiner may read with any SQLite tool. Start at the view file_listing.
-- Times are nanoseconds since 1970-01-01 00:00:00 UTC, NULL where the evidence records none; offsets and lengths are
-- bytes. Numbers from evidence are 64-bit and shown signed. Digests are BLOBs: hex(sha256) prints one. Tables of the bulk
-- (file, content, extent) declare no foreign keys: their rows are written once, by one writer, by the million.

-- Facts of the case by name: name, examiner, time_zone, created_at, tool_version, revision (grows with every commit).
CREATE TABLE case_info (
    key   TEXT PRIMARY KEY,  -- the fact's name
    value TEXT NOT NULL      -- the fact
) STRICT, WITHOUT ROWID;
INSERT INTO case_info VALUES ('revision', '0');

-- A physical or logical thing under custody.
CREATE TABLE evidence_item (
    id             INTEGER PRIMARY KEY,  -- consecutive from 1
    exhibit_number TEXT NOT NULL,        -- as on the bag: RV/1
    description    TEXT NOT NULL,        -- in the examiner's words
    time_zone      TEXT NOT NULL         -- IANA zone in which its zoneless times were recorded; empty: not known
) STRICT;

-- The copy of an item: one row per image, with the digests its container stores and those computed over its media bytes.
CREATE TABLE image (
    id               INTEGER PRIMARY KEY,  -- consecutive from 1
    evidence_item_id INTEGER NOT NULL REFERENCES evidence_item (id),
    format           TEXT NOT NULL,        -- raw, E01, VMDK, ...
    size             INTEGER NOT NULL,     -- media bytes
    sector_size      INTEGER NOT NULL,
    chunk_size       INTEGER NOT NULL,     -- bytes stored as one; 0: no chunks
    logical          INTEGER NOT NULL,     -- 1: files and metadata without sectors (L01, directory, archive)
    stored_md5       BLOB,                 -- as the container says; NULL: it stores none
    stored_sha1      BLOB,
    stored_sha256    BLOB,
    md5              BLOB,                 -- computed over all media bytes; NULL: not yet
    sha1             BLOB,
    sha256           BLOB,
    tree_root        BLOB,                 -- root of the RFC 6962 tree over block_hash
    tree_block_size  INTEGER,              -- bytes of one leaf of that tree
    state            TEXT NOT NULL CHECK (state IN ('added', 'partial', 'examined'))
) STRICT;

-- The files an image consists of, in order. The path is where it was last found, and no result: images move.
CREATE TABLE segment (
    image_id    INTEGER NOT NULL REFERENCES image (id),
    ordinal     INTEGER NOT NULL,  -- from 0
    path        TEXT NOT NULL,     -- where it lies now
    name        TEXT NOT NULL,     -- last component of the path under which it was added
    size        INTEGER NOT NULL,  -- bytes of the file
    head_sha256 BLOB,              -- of its first MiB: recognises a moved image
    sha256      BLOB,              -- of the whole file, where computed
    PRIMARY KEY (image_id, ordinal)
) STRICT, WITHOUT ROWID;

-- What the acquiring tool wrote into the container of itself, in its own words.
CREATE TABLE acquisition_header (
    image_id INTEGER NOT NULL REFERENCES image (id),
    ordinal  INTEGER NOT NULL,  -- order in the container, from 0
    name     TEXT NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (image_id, ordinal)
) STRICT, WITHOUT ROWID;

-- Ranges the acquiring tool could not read, as it recorded them.
CREATE TABLE acquisition_error (
    image_id INTEGER NOT NULL REFERENCES image (id),
    ordinal  INTEGER NOT NULL,  -- order in the container, from 0
    "offset" INTEGER NOT NULL,
    length   INTEGER NOT NULL,
    reason   TEXT NOT NULL,
    PRIMARY KEY (image_id, ordinal)
) STRICT, WITHOUT ROWID;

-- Each computed digest of an image against the stored one.
CREATE TABLE verification (
    image_id  INTEGER NOT NULL REFERENCES image (id),
    algorithm TEXT NOT NULL,  -- md5, sha1, sha256
    expected  BLOB,           -- stored in the container; NULL: none
    computed  BLOB NOT NULL,
    result    TEXT NOT NULL CHECK (result IN ('match', 'mismatch', 'no_stored_hash')),
    PRIMARY KEY (image_id, algorithm)
) STRICT, WITHOUT ROWID;

-- Ranges of an image that could not be read as recorded: they were read as zeros.
CREATE TABLE damage (
    image_id INTEGER NOT NULL REFERENCES image (id),
    "offset" INTEGER NOT NULL,
    length   INTEGER NOT NULL,
    reason   TEXT NOT NULL,
    PRIMARY KEY (image_id, "offset", length)
) STRICT, WITHOUT ROWID;

-- SHA-256 leaves of the RFC 6962 tree over an image's blocks, many to a row.
CREATE TABLE block_hash (
    image_id    INTEGER NOT NULL REFERENCES image (id),
    first_block INTEGER NOT NULL,  -- number of the first leaf in this row
    hashes      BLOB NOT NULL,     -- 32 bytes a leaf
    PRIMARY KEY (image_id, first_block)
) STRICT;

-- Ranges of sectors an image consists of, unpartitioned ones included.
CREATE TABLE volume (
    id          INTEGER PRIMARY KEY,  -- consecutive from 1
    image_id    INTEGER NOT NULL REFERENCES image (id),
    ordinal     INTEGER NOT NULL,     -- order of listing in the image, from 0
    kind        TEXT NOT NULL,        -- partition, unallocated, table, whole, pool_volume
    scheme      TEXT NOT NULL,        -- DOS, GPT, APM, BSD, Sun, none
    description TEXT NOT NULL,        -- as the partition table says
    "offset"    INTEGER NOT NULL,     -- in the image
    length      INTEGER NOT NULL,
    parent_id   INTEGER               -- the volume it lies in
) STRICT;

-- What stands in a volume. What cannot be read is here too, with the reason.
CREATE TABLE file_system (
    id                     INTEGER PRIMARY KEY,  -- consecutive from 1
    volume_id              INTEGER NOT NULL REFERENCES volume (id),
    image_id               INTEGER NOT NULL REFERENCES image (id),
    ordinal                INTEGER NOT NULL,     -- order of listing in the image, from 0
    type                   TEXT NOT NULL,        -- NTFS, FAT32, ext4, ... or the name of what cannot be read: BitLocker
    label                  TEXT NOT NULL,
    identifier             TEXT NOT NULL,        -- serial number or UUID
    "offset"               INTEGER NOT NULL,     -- in the image
    length                 INTEGER NOT NULL,
    block_size             INTEGER NOT NULL,
    block_count            INTEGER NOT NULL,
    first_metadata_address INTEGER NOT NULL,
    last_metadata_address  INTEGER NOT NULL,
    pool_block             INTEGER NOT NULL,     -- APFS: block of the volume in its pool
    local_times            INTEGER NOT NULL,     -- 1: it records times without a zone; file.local_times says it of each
    readable               INTEGER NOT NULL,
    reason                 TEXT NOT NULL,        -- why not readable
    walk_state             TEXT NOT NULL CHECK (walk_state IN ('pending', 'complete', 'partial', 'none'))
) STRICT;

-- The readable streams: data, alternate data streams, forks. Hard links share one.
CREATE TABLE content (
    id               INTEGER PRIMARY KEY,  -- consecutive from 1, in the order of the walk
    file_system_id   INTEGER NOT NULL,
    file_id          INTEGER NOT NULL,     -- the first name that leads to it
    metadata_address INTEGER NOT NULL,     -- inode, MFT entry, ...
    attribute_type   INTEGER NOT NULL,     -- NTFS and HFS; 1 where there is only one
    attribute_id     INTEGER NOT NULL,
    size             INTEGER NOT NULL,
    allocated_size   INTEGER NOT NULL,     -- bytes of the blocks it occupies
    recovery         INTEGER NOT NULL,     -- code in recovery: what the recovery of a deleted content rests on
    access           INTEGER NOT NULL,     -- code in content_access: how its bytes are reached
    stored_extents   INTEGER NOT NULL,     -- how many of its extents hold bytes of the image
    state            INTEGER NOT NULL,     -- code in content_state
    md5              BLOB,                 -- NULL: not read
    sha1             BLOB,
    sha256           BLOB,
    mime_type        TEXT,                 -- by content, never by name
    encoding         TEXT,                 -- of text
    mismatch         INTEGER,              -- 1: the type contradicts the extension of its first name
    unreadable_bytes INTEGER,              -- of its bytes: read as zeros
    slack_offset     INTEGER,              -- image offset from the content's end to the end of its last block
    slack_length     INTEGER
) STRICT;

-- Where the bytes of a content lie in the image. What none of its extents holds are zeros.
CREATE TABLE extent (
    content_id   INTEGER NOT NULL,
    ordinal      INTEGER NOT NULL,  -- by file_offset, from 0
    file_offset  INTEGER NOT NULL,
    image_offset INTEGER NOT NULL,  -- meaningless for sparse
    length       INTEGER NOT NULL,
    kind         INTEGER NOT NULL,  -- code in extent_kind
    PRIMARY KEY (content_id, ordinal)
) STRICT, WITHOUT ROWID;

-- Every name and metadata entry, allocated or deleted. A file with alternate streams has one row for each.
CREATE TABLE file (
    id                       INTEGER PRIMARY KEY,  -- consecutive from 1, in the order of the walk
    file_system_id           INTEGER NOT NULL,
    content_id               INTEGER,           -- NULL: no bytes of its own
    parent_id                INTEGER,           -- the directory, or for a stream the directory of its file; NULL: the root, or not found
    path                     TEXT NOT NULL,     -- from the file system's root; U+FFFD for what is not UTF-8
    path_bytes               BLOB,              -- as recorded, only where path had to be repaired
    name                     TEXT NOT NULL,     -- last component of path
    extension                TEXT NOT NULL,     -- of the name, without the dot, ASCII letters in lower case
    state                    INTEGER NOT NULL,  -- code in name_state
    kind                     INTEGER NOT NULL,  -- code in file_kind
    is_stream                INTEGER NOT NULL,  -- 1: an alternate stream or fork, not a name of its own
    metadata_address         INTEGER NOT NULL,  -- inode, MFT entry, ...
    sequence                 INTEGER NOT NULL,  -- NTFS sequence number
    parent_address           INTEGER NOT NULL,  -- metadata address of the directory
    metadata_allocated       INTEGER NOT NULL,  -- the in-use flag of the metadata entry itself
    mode                     INTEGER NOT NULL,  -- permission bits
    uid                      INTEGER,
    gid                      INTEGER,
    sid                      TEXT,              -- owner's SID (NTFS)
    link_count               INTEGER NOT NULL,
    created_at               INTEGER,
    modified_at              INTEGER,
    accessed_at              INTEGER,
    metadata_changed_at      INTEGER,
    name_created_at          INTEGER,           -- this and the next three: NTFS $FILE_NAME
    name_modified_at         INTEGER,
    name_accessed_at         INTEGER,
    name_metadata_changed_at INTEGER,
    symlink_target           ANY,               -- TEXT; a BLOB where it is not UTF-8
    remark                   TEXT,              -- what the reader had to say of this record
    derived_from             INTEGER,           -- the file a module took it out of; its bytes lie in derived/ by their SHA-256
    local_times              INTEGER NOT NULL DEFAULT 0,  -- 1: its times carry no zone, and stand here as recorded
    short_name               TEXT,              -- 8.3 name beside the long one (FAT, NTFS)
    attributes               INTEGER,           -- sum of codes in file_attribute; NULL: the file system has or shows none
    deleted_at               INTEGER,           -- when the metadata entry was freed (ext2, ext3, ext4)
    backed_up_at             INTEGER            -- HFS+
) STRICT;

-- Space that no allocated file claims, by the file system's own allocation map.
CREATE TABLE unallocated (
    file_system_id INTEGER NOT NULL,
    image_offset   INTEGER NOT NULL,
    length         INTEGER NOT NULL,
    PRIMARY KEY (file_system_id, image_offset)
) STRICT, WITHOUT ROWID;

-- What became of each piece of work that was not plainly done.
CREATE TABLE outcome (
    image_id   INTEGER NOT NULL REFERENCES image (id),
    subject    TEXT NOT NULL CHECK (subject IN ('image', 'volume', 'file_system', 'content', 'file')),
    subject_id INTEGER NOT NULL,  -- id in the table the subject names
    step       TEXT NOT NULL,     -- open, walk, read, type, ...
    module     TEXT NOT NULL,     -- empty: the program itself
    version    TEXT NOT NULL,     -- of the module
    outcome    TEXT NOT NULL,     -- examined, not_mine, damaged, unreadable, unsupported, encrypted, limited, crashed, ...
    detail     TEXT NOT NULL,     -- for people
    PRIMARY KEY (image_id, subject, subject_id, step, module, version, outcome, detail)
) STRICT, WITHOUT ROWID;

-- A finding of a module. Its values stand in the table of its type, artifact_ and the type's name with _ for the dot.
CREATE TABLE artifact (
    id            INTEGER PRIMARY KEY,  -- consecutive from 1, in the order of the files and of what each gave
    file_id       INTEGER NOT NULL,     -- the file that was examined
    type          TEXT NOT NULL,        -- of the catalog: program.executed; x.vendor.name of somebody else's module
    module        TEXT NOT NULL,
    version       TEXT NOT NULL,        -- of the module
    source_file   INTEGER NOT NULL,     -- the file whose bytes it rests on: file_id, or a companion of it
    source_offset INTEGER NOT NULL,     -- in that file's content
    source_length INTEGER NOT NULL
) STRICT;

-- Values of artifacts whose type is not in the catalog.
CREATE TABLE artifact_other (
    artifact_id INTEGER NOT NULL,
    ordinal     INTEGER NOT NULL,  -- as the module gave them, from 0
    name        TEXT NOT NULL,
    value       ANY,
    PRIMARY KEY (artifact_id, ordinal)
) STRICT, WITHOUT ROWID;

-- Identifiers of persons, accounts, devices and places, found by their form in the bytes of an image: in files, slack and
-- unallocated space, and once more in contents that only their file system can decode and in derived files.
CREATE TABLE identifier (
    id             INTEGER PRIMARY KEY,  -- consecutive from 1, by image, then by place
    image_id       INTEGER NOT NULL,
    kind           INTEGER NOT NULL,  -- code in identifier_kind
    verdict        INTEGER NOT NULL,  -- code in identifier_verdict: what the form itself says
    encoding       INTEGER NOT NULL,  -- code in identifier_encoding
    value          TEXT NOT NULL,     -- normalised: equal things are equal texts
    common         INTEGER NOT NULL,  -- 1: a name of a schema or of nobody (www.w3.org, 0.0.0.0), met on every disk
    image_offset   INTEGER,           -- of its first byte; NULL: the image has these bytes in another form (compressed)
    length         INTEGER NOT NULL,  -- bytes
    place          INTEGER NOT NULL,  -- code in identifier_place
    file_id        INTEGER,           -- the file, or the file whose slack it is; NULL: none
    content_offset INTEGER,           -- in that file's content; of slack behind its end
    joined         INTEGER NOT NULL   -- 1: begins at the end of one extent of the file and goes on in the next
) STRICT;

-- The hash sets in which the files of an image were looked up.
CREATE TABLE hash_set_used (
    id             INTEGER PRIMARY KEY,  -- consecutive from 1
    image_id       INTEGER NOT NULL REFERENCES image (id),
    name           TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('known', 'notable')),
    version        TEXT NOT NULL,        -- as its publisher says
    source         TEXT NOT NULL,        -- where it comes from, in the words of whoever imported it
    entries        INTEGER NOT NULL,
    sha256         BLOB NOT NULL,        -- of all that the set says and holds: names it exactly
    known_excluded INTEGER NOT NULL      -- 1: contents in a known set and in no notable one were given to no module
) STRICT;

-- A content whose digest stands in a hash set: it identifies the content, and proves nothing about its integrity.
CREATE TABLE hash_hit (
    content_id INTEGER NOT NULL,
    set_id     INTEGER NOT NULL REFERENCES hash_set_used (id),
    category   TEXT NOT NULL,  -- as the set names it; empty: none
    algorithm  TEXT NOT NULL,  -- md5, sha1, sha256: the digest that stands in the set
    PRIMARY KEY (content_id, set_id, category, algorithm)
) STRICT, WITHOUT ROWID;

-- One pass over an image. Carries the wall clock, so it is no result.
CREATE TABLE ingest_run (
    id             INTEGER PRIMARY KEY,  -- consecutive from 1
    image_id       INTEGER NOT NULL REFERENCES image (id),
    started_at     INTEGER NOT NULL,
    finished_at    INTEGER,
    tool_version   TEXT NOT NULL,
    settings       TEXT NOT NULL,        -- JSON
    workers        INTEGER NOT NULL,
    state          TEXT NOT NULL,        -- running, finished, stopped, failed
    counts         TEXT NOT NULL,        -- JSON
    results_sha256 BLOB                  -- of the dump of the result tables at its end
) STRICT;

-- What an interrupted ingest needs to go on. No result.
CREATE TABLE ingest_state (
    image_id INTEGER NOT NULL,
    key      TEXT NOT NULL,
    value    BLOB NOT NULL,
    PRIMARY KEY (image_id, key)
) STRICT;

-- Identifiers found so far by an ingest that is not finished. No result: at its end they stand in identifier.
CREATE TABLE ingest_identifier (
    image_id INTEGER NOT NULL,
    source   INTEGER NOT NULL,  -- 0 a window, 1 the border before it, 2 a content, 3 a seam of a content
    number   INTEGER NOT NULL,  -- of the window, or id of the content
    ordinal  INTEGER NOT NULL,  -- of the seam
    base     INTEGER,           -- added to an offset it gives one in the image; NULL: none
    hits     BLOB NOT NULL,
    PRIMARY KEY (image_id, source, number, ordinal)
) STRICT;

-- Codes of file.state.
CREATE TABLE name_state (
    code INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
INSERT INTO name_state VALUES (0, 'allocated'), (1, 'deleted'), (2, 'orphan');

-- Codes of file.attributes, which is a sum of them.
CREATE TABLE file_attribute (
    code INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
INSERT INTO file_attribute VALUES (1, 'read_only'), (2, 'hidden'), (4, 'system'), (8, 'volume_label'), (16, 'archive'), (32, 'temporary'), (64,
    'sparse'), (128, 'reparse_point'), (256, 'compressed'), (512, 'encrypted'), (1024, 'offline'), (2048,
    'not_indexed'), (4096, 'in_cloud'), (8192, 'pinned'), (16384, 'immutable'), (32768, 'append_only'),
    (65536, 'no_dump'), (131072, 'secure_deletion'), (262144, 'undeletable'), (524288, 'sealed_by_hash'),
    (1048576, 'case_insensitive');

-- Codes of file.kind.
CREATE TABLE file_kind (
    code INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
INSERT INTO file_kind VALUES (0, 'regular'), (1, 'directory'), (2, 'symlink'), (3, 'named_pipe'), (4, 'socket'),
    (5, 'block_device'), (6, 'character_device'), (7, 'whiteout'), (8, 'virtual_file'), (9, 'other');

-- Codes of content.recovery.
CREATE TABLE recovery (
    code INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
INSERT INTO recovery VALUES (0, 'not_needed'), (1, 'intact'), (2, 'partly_reallocated'), (3, 'estimated'),
    (4, 'none');

-- Codes of content.access.
CREATE TABLE content_access (
    code INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
INSERT INTO content_access VALUES (0, 'extents'), (1, 'resident'), (2, 'file_system'), (3, 'derived');

-- Codes of content.state.
CREATE TABLE content_state (
    code INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
INSERT INTO content_state VALUES (0, 'pending'), (1, 'done'), (2, 'not_read');

-- Codes of extent.kind.
CREATE TABLE extent_kind (
    code INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
INSERT INTO extent_kind VALUES (0, 'stored'), (1, 'sparse'), (2, 'unwritten');

-- Codes of identifier.kind.
CREATE TABLE identifier_kind (
    code INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
INSERT INTO identifier_kind VALUES (0, 'email'), (1, 'url'), (2, 'domain'), (3, 'ipv4'), (4, 'ipv6'), (5, 'mac'),
    (6, 'phone'), (7, 'cnic'), (8, 'iban'), (9, 'card'), (10, 'imei'), (11, 'imeisv'), (12, 'iccid'), (13, 'imsi'),
    (14, 'ntn'), (15, 'btc'), (16, 'eth'), (17, 'tron'), (18, 'xmr'), (19, 'bip39'), (20, 'onion'), (21, 'gps'),
    (22, 'vehicle_plate'), (23, 'wallet_transaction');

-- Codes of identifier.verdict. Valid: a check value inside it holds. Plausible: it has none; ranges or words beside agree.
CREATE TABLE identifier_verdict (
    code INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
INSERT INTO identifier_verdict VALUES (0, 'valid'), (1, 'plausible'), (2, 'format only');

-- Codes of identifier.encoding.
CREATE TABLE identifier_encoding (
    code INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
INSERT INTO identifier_encoding VALUES (0, 'ASCII'), (1, 'UTF-8'), (2, 'UTF-16LE'), (3, 'UTF-16BE');

-- Codes of identifier.place.
CREATE TABLE identifier_place (
    code INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
INSERT INTO identifier_place VALUES (0, 'content'), (1, 'slack'), (2, 'unallocated'), (3, 'elsewhere');

-- Every file with readable names, hexadecimal digests and ISO 8601 times (Z: UTC; no Z: a local clock without a zone).
CREATE VIEW file_listing AS
SELECT
    file.id,
    evidence_item.exhibit_number,
    file_system.image_id,
    volume.ordinal AS volume,
    volume.description AS volume_description,
    file_system.id AS file_system_id,
    file_system.type AS file_system,
    file.path,
    file.name,
    name_state.name AS state,
    file_kind.name AS kind,
    file.is_stream,
    content.size,
    content.mime_type,
    content.encoding,
    content.mismatch,
    content_state.name AS content_state,
    recovery.name AS recovery,
    content.unreadable_bytes,
    nullif(lower(hex(content.md5)), '') AS md5,
    nullif(lower(hex(content.sha1)), '') AS sha1,
    nullif(lower(hex(content.sha256)), '') AS sha256,
    strftime('%Y-%m-%dT%H:%M:%S', (file.created_at - (file.created_at % 1000000000 + 1000000000) % 1000000000) / 1000000000, 'unixepoch')
        || rtrim(rtrim(printf('.%09d', (file.created_at % 1000000000 + 1000000000) % 1000000000), '0'), '.')
        || iif(file.local_times, '', 'Z') AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', (file.modified_at - (file.modified_at % 1000000000 + 1000000000) % 1000000000) / 1000000000, 'unixepoch')
        || rtrim(rtrim(printf('.%09d', (file.modified_at % 1000000000 + 1000000000) % 1000000000), '0'), '.')
        || iif(file.local_times, '', 'Z') AS modified_at,
    strftime('%Y-%m-%dT%H:%M:%S', (file.accessed_at - (file.accessed_at % 1000000000 + 1000000000) % 1000000000) / 1000000000, 'unixepoch')
        || rtrim(rtrim(printf('.%09d', (file.accessed_at % 1000000000 + 1000000000) % 1000000000), '0'), '.')
        || iif(file.local_times, '', 'Z') AS accessed_at,
    strftime('%Y-%m-%dT%H:%M:%S', (file.metadata_changed_at - (file.metadata_changed_at % 1000000000 + 1000000000) % 1000000000) / 1000000000, 'unixepoch')
        || rtrim(rtrim(printf('.%09d', (file.metadata_changed_at % 1000000000 + 1000000000) % 1000000000), '0'), '.')
        || iif(file.local_times, '', 'Z') AS metadata_changed_at,
    strftime('%Y-%m-%dT%H:%M:%S', (file.name_created_at - (file.name_created_at % 1000000000 + 1000000000) % 1000000000) / 1000000000, 'unixepoch')
        || rtrim(rtrim(printf('.%09d', (file.name_created_at % 1000000000 + 1000000000) % 1000000000), '0'), '.')
        || iif(file.local_times, '', 'Z') AS name_created_at,
    strftime('%Y-%m-%dT%H:%M:%S', (file.name_modified_at - (file.name_modified_at % 1000000000 + 1000000000) % 1000000000) / 1000000000, 'unixepoch')
        || rtrim(rtrim(printf('.%09d', (file.name_modified_at % 1000000000 + 1000000000) % 1000000000), '0'), '.')
        || iif(file.local_times, '', 'Z') AS name_modified_at,
    strftime('%Y-%m-%dT%H:%M:%S', (file.name_accessed_at - (file.name_accessed_at % 1000000000 + 1000000000) % 1000000000) / 1000000000, 'unixepoch')
        || rtrim(rtrim(printf('.%09d', (file.name_accessed_at % 1000000000 + 1000000000) % 1000000000), '0'), '.')
        || iif(file.local_times, '', 'Z') AS name_accessed_at,
    strftime('%Y-%m-%dT%H:%M:%S', (file.name_metadata_changed_at - (file.name_metadata_changed_at % 1000000000 + 1000000000) % 1000000000) / 1000000000, 'unixepoch')
        || rtrim(rtrim(printf('.%09d', (file.name_metadata_changed_at % 1000000000 + 1000000000) % 1000000000), '0'), '.')
        || iif(file.local_times, '', 'Z') AS name_metadata_changed_at,
    strftime('%Y-%m-%dT%H:%M:%S', (file.deleted_at - (file.deleted_at % 1000000000 + 1000000000) % 1000000000) / 1000000000, 'unixepoch')
        || rtrim(rtrim(printf('.%09d', (file.deleted_at % 1000000000 + 1000000000) % 1000000000), '0'), '.')
        || 'Z' AS deleted_at,
    strftime('%Y-%m-%dT%H:%M:%S', (file.backed_up_at - (file.backed_up_at % 1000000000 + 1000000000) % 1000000000) / 1000000000, 'unixepoch')
        || rtrim(rtrim(printf('.%09d', (file.backed_up_at % 1000000000 + 1000000000) % 1000000000), '0'), '.')
        || 'Z' AS backed_up_at,
    file.short_name,
    (SELECT group_concat(name, ', ') FROM file_attribute WHERE file.attributes & code) AS attributes,
    file.metadata_address,
    file.sequence,
    file.parent_address,
    file.mode,
    file.uid,
    file.gid,
    file.sid,
    file.link_count,
    file.symlink_target,
    file.remark,
    file.content_id,
    file.parent_id
FROM file
JOIN file_system ON file_system.id = file.file_system_id
JOIN volume ON volume.id = file_system.volume_id
JOIN image ON image.id = file_system.image_id
JOIN evidence_item ON evidence_item.id = image.evidence_item_id
JOIN name_state ON name_state.code = file.state
JOIN file_kind ON file_kind.code = file.kind
LEFT JOIN content ON content.id = file.content_id
LEFT JOIN content_state ON content_state.code = content.state
LEFT JOIN recovery ON recovery.code = content.recovery;
