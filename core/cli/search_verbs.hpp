#pragma once
namespace CLI {
class App;
}

namespace sanad {

struct Session;
void add_search_verbs(CLI::App& app, Session& session);

}  // namespace sanad
