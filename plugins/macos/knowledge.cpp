// macos.knowledge: what was used and when: knowledgeC.db of macOS and iOS, and the counts of Munki's
// application_usage.sqlite.
#include <array>

#include "plugins/sdk/module.hpp"
#include "plugins/sqlite/queries.hpp"

namespace {

using namespace sanad::sdk;

class Knowledge {
public:
    static constexpr std::string_view name = "macos.knowledge", version = "1.0.0";
    static constexpr std::string_view summary =
        "Use of programs, pages visited, screen and lock, as macOS and iOS record it";
    static constexpr std::array wants{name_glob("knowledgeC.db", sanad::sqlite::companions),
                                      name_glob("application_usage.sqlite", sanad::sqlite::companions)};
    static constexpr std::array emits{text("activity.recorded"), text("application.counted")};

    explicit Knowledge(std::string_view settings) : queries_{sanad::sqlite::built_in_queries(), settings} {}

    Verdict examine(const File& file, const Sink& sink) const { return queries_.examine(file, sink); }

private:
    sanad::sqlite::Queries queries_;
};

}  // namespace

SANAD_MODULE(Knowledge)
