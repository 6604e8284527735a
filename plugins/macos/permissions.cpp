// macos.permissions: which program may use camera, microphone, files, screen …, and since when (TCC.db of macOS and
// iOS).
#include <array>

#include "plugins/sdk/module.hpp"
#include "plugins/sqlite/queries.hpp"

namespace {

using namespace sanad::sdk;

class Permissions {
public:
    static constexpr std::string_view name = "macos.permissions", version = "1.0.0";
    static constexpr std::string_view summary = "Permissions that programs were given or refused (TCC)";
    static constexpr std::array wants{path_glob("*com.apple.TCC/TCC.db", sanad::sqlite::companions)};
    static constexpr std::array emits{text("permission.recorded")};

    explicit Permissions(std::string_view settings) : queries_{sanad::sqlite::built_in_queries(), settings} {}

    Verdict examine(const File& file, const Sink& sink) const { return queries_.examine(file, sink); }

private:
    sanad::sqlite::Queries queries_;
};

}  // namespace

SANAD_MODULE(Permissions)
