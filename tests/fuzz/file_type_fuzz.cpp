// The first two bytes choose what the rest is: a head of a file of some claimed size, or a magic database.
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>

#include "core/ingest/file_type.hpp"

namespace {

std::string whole_file(const char* path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string magic = whole_file("/usr/share/mime/magic");
    static const auto typer = sanad::FileTyper::with_database(sanad::bytes_of(magic));
    if (size < 2) return 0;
    const sanad::Bytes rest{data + 2, size - 2};
    if (data[0] == 0) {
        const auto other = sanad::FileTyper::with_database(rest);
        if (other) (void)other->type_of(rest, rest.size());
        return 0;
    }
    if (!typer) return 0;
    const auto type = typer->type_of(rest, rest.size() + data[1]);
    (void)sanad::extension_mismatch(sanad::text_of(rest), type.mime);
    return 0;
}
