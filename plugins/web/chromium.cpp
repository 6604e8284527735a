// web.chromium: what Chrome and the browsers made from it (Edge, Brave, Opera, Android's WebView) keep of their users.
#include <array>

#include "plugins/sdk/module.hpp"
#include "plugins/sqlite/queries.hpp"

namespace {

using namespace sanad::sdk;

class Chromium {
public:
    static constexpr std::string_view name = "web.chromium", version = "1.0.0";
    static constexpr std::string_view summary =
        "Chrome, Edge, Brave, Opera: what was visited, sought, saved, signed in to";
    static constexpr std::array wants{name_glob("History", sanad::sqlite::companions)};
    static constexpr std::array emits{text("web.visited")};

    explicit Chromium(std::string_view settings) : queries_{sanad::sqlite::built_in_queries(), settings} {}

    Verdict examine(const File& file, const Sink& sink) const { return queries_.examine(file, sink); }

private:
    sanad::sqlite::Queries queries_;
};

}  // namespace

SANAD_MODULE(Chromium)
