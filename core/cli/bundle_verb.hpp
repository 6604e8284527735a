#pragma once
// `sanad ledger bundle`: a part of the noun `ledger`, whose file calls this.

namespace CLI {
class App;
}

namespace sanad {

struct Session;
void add_bundle_verb(CLI::App& ledger, Session& session);

}  // namespace sanad
