#include "core/cli/compared_files.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/crypto/digest.hpp"
#include "core/ingest/read_back.hpp"

namespace sanad {

Result<ComparedFiles> compare_files(const CaseFolder& folder, Id image, const StopFlag& stop) {
    constexpr std::size_t most_lines = 100;
    CaseReader reader = TRY(folder.reader());
    ReadBack bytes = TRY(ReadBack::open(folder, image));
    ComparedFiles compared;
    const auto tell = [&](const FileRow& row, std::string_view what) {
        if (compared.lines.size() < most_lines) compared.lines.push_back(fmt::format("{}: {}", shown(row.path), what));
    };
    for (const Id id : TRY(reader.find({}))) {
        if (stop) return failure(Fault::system, "stopped");
        const FileDetail file = TRY(reader.file(id));
        const FileRow& row = file.file;
        // What a module took out of another file stands in the case, not in the folder.
        if (file.file_system.image != image || !file.content || row.derived_from) continue;
        if (!row.digests) {
            ++compared.not_compared;
            continue;
        }
        Sha256 digest;
        const auto read = bytes.content(file, 0, row.size, [&](Bytes block) -> Result<void> {
            digest.update(block);
            return {};
        });
        if (!read) {
            ++compared.unreadable;
            tell(row, read.error().what);
        } else if (digest.finish() != row.digests->sha256) {
            ++compared.different;
            tell(row, "its bytes are not those that were examined");
        } else {
            ++compared.same;
        }
    }
    return compared;
}

}  // namespace sanad
