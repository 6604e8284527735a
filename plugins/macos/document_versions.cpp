// macos.document_versions: earlier versions of documents (/.DocumentRevisions-V100).
#include <array>

#include "plugins/sdk/module.hpp"
#include "plugins/sqlite/queries.hpp"

namespace {

using namespace sanad::sdk;

class DocumentVersions {
public:
    static constexpr std::string_view name = "macos.document_versions", version = "1.0.0";
    static constexpr std::string_view summary = "Earlier versions of documents that macOS keeps";
    static constexpr std::array wants{path_glob("*.DocumentRevisions-V100/db-V1/db.sqlite", sanad::sqlite::companions)};
    static constexpr std::array emits{text("document_version.kept")};

    explicit DocumentVersions(std::string_view settings) : queries_{sanad::sqlite::built_in_queries(), settings} {}

    Verdict examine(const File& file, const Sink& sink) const { return queries_.examine(file, sink); }

private:
    sanad::sqlite::Queries queries_;
};

}  // namespace

SANAD_MODULE(DocumentVersions)
