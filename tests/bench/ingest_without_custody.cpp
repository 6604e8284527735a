// ingest_without_custody IMAGE CASE: what `sanad examine IMAGE --case CASE --modules none --no-index --no-identifiers`
// does, without its ledger. bench.py --custody runs both, so that what custody costs is a figure and not an opinion.
#include <cstdio>
#include <filesystem>

#include "core/base/result.hpp"
#include "core/base/stop_flag.hpp"
#include "core/cli/open_case.hpp"
#include "core/cli/summary.hpp"

namespace {

using namespace sanad;

const StopFlag never_stop = false;

Result<void> examine(const std::filesystem::path& image, const std::filesystem::path& case_path) {
    const CaseFolder folder = TRY(open_or_create_case(case_path, {}));
    IngestSettings settings;
    settings.identifiers = false;
    settings.index = false;
    {
        const IngestLock lock = TRY(folder.lock_for_ingest());
        Id id;
        {
            CaseWriter writer = TRY(folder.writer());
            const EvidenceItem item{0, "NB/1", image.filename().string(), {}};
            id = TRY(add_evidence(writer, std::filesystem::absolute(image), item, settings));
        }
        TRY(ingest(folder, id, settings, never_stop, [](const Progress&) {}));
    }
    CaseReader reader = TRY(folder.reader());
    const Result<CustodyFacts> none = failure(Fault::not_found, "no ledger was kept");
    std::fputs(TRY(summary_text(reader, folder.path().string(), none)).c_str(), stdout);
    return {};
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) return std::fputs("usage: ingest_without_custody IMAGE CASE\n", stderr), 64;
    const auto examined = examine(arguments[1], arguments[2]);
    if (examined) return 0;
    std::fprintf(stderr, "ingest_without_custody: %s\n", examined.error().what.c_str());
    return 2;
}
