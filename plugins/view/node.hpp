#pragma once
// What a structured file is made of, for a person to look at: one artifact for each node of its tree, in the order of
// reading, with its depth. The desktop makes the tree of them; nothing of the file's own format reaches it.
#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/sdk/module.hpp"

namespace sanad::view {

inline constexpr std::string_view node_type = "x.sanad.node";
/// Nodes beyond these are counted, not shown: a desktop's tree of a million lines helps nobody.
inline constexpr std::uint64_t most_nodes = 100'000;
inline constexpr std::size_t longest_value = 4096;

/// At most so many bytes of a text, cut between characters.
inline std::string cut_text(std::string_view text, std::size_t most = longest_value) {
    if (text.size() <= most) return std::string{text};
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return std::string{text.substr(0, end)} + "… (" + std::to_string(text.size()) + " bytes)";
}

inline std::string hex_of(sdk::Bytes bytes, std::size_t most = 256) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < bytes.size() && i < most; ++i) {
        text += digits[bytes[i] >> 4];
        text += digits[bytes[i] & 15];
    }
    if (bytes.size() > most) text += "… (" + std::to_string(bytes.size()) + " bytes)";
    return text;
}

/// Gives nodes to the sink until there are enough of them.
class Tree {
public:
    explicit Tree(const sdk::Sink& sink) : sink_{sink} {}

    void node(std::int64_t depth, std::string_view name, std::string_view kind, std::string_view value,
              sdk::Range place, sdk::Time written = {}) {
        if (++count_ > most_nodes) return;
        sdk::Artifact node{node_type, place};
        node.integer("depth", depth).text("name", cut_text(name)).text("kind", kind).text("value", cut_text(value));
        if (written.ns != 0) node.time("written_at", written);
        sink_.emit(node);
    }
    bool full() const { return count_ >= most_nodes; }
    /// Says what was left out.
    void finish(sdk::Range whole) const {
        if (count_ > most_nodes) {
            sink_.warn(whole, "only the first " + std::to_string(most_nodes) + " nodes are shown");
        }
    }

private:
    const sdk::Sink& sink_;
    std::uint64_t count_ = 0;
};

}  // namespace sanad::view
