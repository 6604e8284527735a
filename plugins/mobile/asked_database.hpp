#pragma once
// What the modules of this folder have in common: they ask a database what their folder of plugins/queries says.
#include <string_view>

#include "plugins/mobile/functions.hpp"
#include "plugins/sdk/module.hpp"
#include "plugins/sqlite/queries.hpp"

namespace sanad::mobile {

using sqlite::companions;

class AskedDatabase {
public:
    explicit AskedDatabase(std::string_view settings, std::span<const sqlite::Function> functions = all_functions)
        : queries_{sqlite::built_in_queries(), settings, functions} {}

    sdk::Verdict examine(const sdk::File& file, const sdk::Sink& sink) const { return queries_.examine(file, sink); }

private:
    sqlite::Queries queries_;
};

}  // namespace sanad::mobile
