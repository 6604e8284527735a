#pragma once
/* All that crosses between a plugin and the worker that runs it. Compiles as C11 and as C++20; only C layout crosses.
 *
 * A plugin exports one symbol, sanad_module_v1, and calls nothing of ours but the functions it is handed. C++ authors
 * write against plugins/sdk/module.hpp, which wraps this.
 *
 * How it grows: structs that begin with struct_size gain fields at their end, never elsewhere; whoever reads one looks
 * at struct_size before a field that was not there in the beginning. Structs that stand in arrays (sanad_interest,
 * sanad_attribute) never change. What cannot be said that way needs a symbol sanad_module_v2.
 */
#include <stdint.h>

#define SANAD_ABI 1u

/* NOLINTBEGIN(readability-identifier-naming): names of C */

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes with a length, not ended by a zero. UTF-8, except where a comment says that it is bytes as they are. */
typedef struct {
    const char* data;
    uint64_t size;
} sanad_text;

/* Where a finding comes from. An examiner must be able to look at these bytes: their length is not zero, and they lie
 * within the stream. stream 0 is the file itself, 1 its first companion, and so on. */
typedef struct {
    uint64_t stream, offset, length;
} sanad_range;

enum sanad_kind {
    SANAD_TEXT,    /* as.text, UTF-8 */
    SANAD_INTEGER, /* as.integer */
    SANAD_REAL,    /* as.real, finite */
    SANAD_TIME,    /* as.integer: nanoseconds since 1970-01-01 00:00 UTC */
    SANAD_BYTES    /* as.text, bytes as they are */
};

/* One named, typed value of an artifact. A name given twice or more is a list, where the catalog has a list. */
typedef struct {
    sanad_text name;
    uint64_t kind; /* enum sanad_kind */
    union {
        int64_t integer;
        double real;
        sanad_text text;
    } as;
} sanad_attribute;

/* Which files a module is offered. Globs know * (any run of characters) and ? (one), and fold the case of ASCII. */
enum sanad_match {
    SANAD_NAME_GLOB, /* the last part of the path; a named stream's is "report.docx:Zone.Identifier" */
    SANAD_PATH_GLOB, /* the whole path, '/' between its parts */
    SANAD_SIGNATURE, /* exactly these bytes at `offset`; they end within the first 64 KiB */
    SANAD_MIME_TYPE  /* the type by content, a glob: "image/jpeg", "image/" and a star */
};

typedef struct {
    uint64_t match;        /* enum sanad_match */
    uint64_t offset;       /* of a signature; otherwise 0 */
    sanad_text pattern;    /* bytes as they are for a signature */
    sanad_text companions; /* files of the same folder to hand over too, ';' between: "{name}-wal;{name}.LOG?" */
} sanad_interest;

/* One readable stream of the evidence. Valid until examine returns. */
typedef struct sanad_file {
    uint32_t struct_size;
    uint32_t companion_count;
    void* self;
    uint64_t size;
    sanad_text path; /* bytes as they are: evidence names its files as it likes */
    sanad_text mime_type;
    const struct sanad_file* const* companions; /* in the order of their paths; they have no companions themselves */
    /* Returns how many bytes were read: fewer than `length` only at the end; -1 when the medium cannot give them. */
    int64_t (*read)(void* self, uint64_t offset, void* to, uint64_t length);
    /* Not there in the beginning: look at struct_size. What lies before this offset is zeros that are stored nowhere;
     * `size`: all of it is. 0 also where nobody knows. */
    uint64_t first_stored;
} sanad_file;

/* The only way out. What is handed in is copied before the call returns. Nothing counts unless examine returns. */
typedef struct {
    uint32_t struct_size;
    uint32_t reserved; /* 0 */
    void* self;
    /* A finding, of a type that the module declared in `emits`. */
    void (*artifact)(void* self, sanad_text type, sanad_range source, const sanad_attribute* values, uint32_t count);
    /* Bytes that become a file of their own (a member, an attachment) and are examined in their turn. `name`: bytes as
     * they are, with '/' between its parts where the container has folders. */
    void (*derive)(void* self, sanad_text name, sanad_range source, const void* bytes, uint64_t size);
    /* Readable text for the index. */
    void (*text)(void* self, sanad_range source, sanad_text text);
    /* What the examiner should know about these bytes: damage, a version never seen. The length may be 0. */
    void (*warn)(void* self, sanad_range source, sanad_text message);
} sanad_sink;

enum sanad_verdict {
    SANAD_EXAMINED, /* read to its end */
    SANAD_NOT_MINE, /* not what the module reads, after all */
    SANAD_DAMAGED,  /* read in part; a warning says where it went wrong */
    SANAD_FAILED    /* the module could not do its work; a warning says why */
};

typedef struct {
    uint32_t abi; /* SANAD_ABI */
    uint32_t struct_size;
    sanad_text name;             /* "windows.prefetch": lower case, at least two words with dots between */
    sanad_text version;          /* "1.0.0": changes whenever results may */
    sanad_text summary;          /* one line for people */
    const sanad_interest* wants; /* a file is offered when any of them matches */
    const sanad_text* emits; /* the only artifact types it may emit: of core/artifact/catalog.hpp, or x.vendor.name */
    uint32_t wants_count;
    uint32_t emits_count;
    /* Once for each worker process, in the sandbox, before the first file. Null: there is no state. Returning null: the
     * module cannot work here. */
    void* (*open)(sanad_text settings);
    /* Returns an enum sanad_verdict. Depends on the file's bytes, path and type alone, never on files seen before. */
    int32_t (*examine)(void* state, const sanad_file* file, const sanad_sink* sink);
    void (*close)(void* state); /* null: nothing to release */
    /* Not there in the beginning. 1: examine begins at first_stored. The zeros before it then do not count for how
     * large a file the module is given. */
    uint64_t skips_leading_zeros;
} sanad_module;

#define SANAD_EXPORT __attribute__((visibility("default")))

/* Called once, before anything else. What it returns lives as long as the process. */
SANAD_EXPORT const sanad_module* sanad_module_v1(void);

/* NOLINTEND(readability-identifier-naming) */

#ifdef __cplusplus
}
#endif
