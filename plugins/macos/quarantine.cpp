// macos.quarantine: downloads that LaunchServices noted, their addresses and the program that fetched them.
#include <array>

#include "plugins/sdk/module.hpp"
#include "plugins/sqlite/queries.hpp"

namespace {

using namespace sanad::sdk;

class Quarantine {
public:
    static constexpr std::string_view name = "macos.quarantine", version = "1.0.0";
    static constexpr std::string_view summary = "Downloads that macOS put in quarantine, with their addresses";
    static constexpr std::array wants{
        name_glob("com.apple.LaunchServices.QuarantineEvents*", sanad::sqlite::companions)};
    static constexpr std::array emits{text("download.quarantined")};

    explicit Quarantine(std::string_view settings) : queries_{sanad::sqlite::built_in_queries(), settings} {}

    Verdict examine(const File& file, const Sink& sink) const { return queries_.examine(file, sink); }

private:
    sanad::sqlite::Queries queries_;
};

}  // namespace

SANAD_MODULE(Quarantine)
