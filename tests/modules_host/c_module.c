/* The contract as a C11 author meets it: the length of the longest line of a text. */
#include <stddef.h>
#include <string.h>

#include "core/module/module_api.h"

#define TEXT(words) \
    { words, sizeof(words) - 1 }

static int opened;

static void* open_module(sanad_text settings) {
    opened = settings.size == 0;
    return &opened;
}

static int32_t examine(void* state, const sanad_file* file, const sanad_sink* sink) {
    const sanad_text type = TEXT("x.tests.longest_line");
    const sanad_text name = TEXT("length");
    const sanad_text companions = TEXT("companion_bytes");
    sanad_attribute values[2] = {{{0, 0}, SANAD_INTEGER, {0}}, {{0, 0}, SANAD_INTEGER, {0}}};
    sanad_range source = {0, 0, 0};
    uint64_t start = 0, at;
    uint32_t i;
    if (*(int*)state != 1) return SANAD_FAILED;
    for (at = 0; at <= file->size; ++at) {
        char byte = '\n';
        if (at < file->size && file->read(file->self, at, &byte, 1) != 1) return SANAD_DAMAGED;
        if (byte != '\n') continue;
        if (at - start > source.length) {
            source.offset = start;
            source.length = at - start;
        }
        start = at + 1;
    }
    if (source.length == 0) return SANAD_NOT_MINE;
    values[0].name = name;
    values[0].as.integer = (int64_t)source.length;
    values[1].name = companions;
    for (i = 0; i < file->companion_count; ++i) values[1].as.integer += (int64_t)file->companions[i]->size;
    sink->artifact(sink->self, type, source, values, 2);
    return SANAD_EXAMINED;
}

static const sanad_interest wants[] = {{SANAD_MIME_TYPE, 0, TEXT("text/*"), TEXT("{name}.side")}};
static const sanad_text emits[] = {TEXT("x.tests.longest_line")};
/* As one that was built before the struct grew. */
static const sanad_module module = {SANAD_ABI,
                                    offsetof(sanad_module, skips_leading_zeros),
                                    TEXT("tests.longest_line"),
                                    TEXT("0.1"),
                                    TEXT("Longest line of a text, in C"),
                                    wants,
                                    emits,
                                    1,
                                    1,
                                    open_module,
                                    examine,
                                    0,
                                    0};

const sanad_module* sanad_module_v1(void) {
    return &module;
}
