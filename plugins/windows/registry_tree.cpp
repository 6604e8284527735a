// view.registry: the keys and values of a registry hive as a tree, for a person to browse.
#include <set>
#include <string>
#include <string_view>

#include "plugins/view/node.hpp"
#include "plugins/windows/registry_hive.hpp"

namespace {

using namespace windows::registry;
using sanad::view::Tree;

constexpr std::size_t largest = 512 << 20;
constexpr std::int64_t deepest = 512;  // what Windows allows

std::string_view kind_of(const Value& value) {
    switch (value.type) {
        case 0:
            return "REG_NONE";
        case Value::text_type:
            return "REG_SZ";
        case Value::expanding_text:
            return "REG_EXPAND_SZ";
        case Value::binary:
            return "REG_BINARY";
        case Value::dword:
            return "REG_DWORD";
        case Value::big_endian:
            return "REG_DWORD_BIG_ENDIAN";
        case 6:
            return "REG_LINK";
        case Value::texts_type:
            return "REG_MULTI_SZ";
        case Value::qword:
            return "REG_QWORD";
        default:
            return "other";
    }
}

std::string text_of(const Value& value) {
    if (value.type == Value::text_type || value.type == Value::expanding_text) return value.text().value_or("");
    if (value.type == Value::texts_type) {
        std::string joined;
        for (const std::string& each : value.texts()) joined += (joined.empty() ? "" : "; ") + each;
        return joined;
    }
    if (const auto number = value.number()) return std::to_string(*number);
    return sanad::view::hex_of(value.data);
}

class RegistryTree {
public:
    static constexpr std::string_view name = "view.registry";
    static constexpr std::string_view version = "1.0.0";
    static constexpr std::string_view summary = "Keys and values of a registry hive as a tree, to be browsed";
    static constexpr std::array wants{signature("regf")};
    static constexpr std::array emits{sanad::sdk::text(sanad::view::node_type)};

    Verdict examine(const File& file, const Sink& sink) {
        if (file.size() > largest) return Verdict::not_mine;
        const auto header = Hive::header(file.read(0, Hive::header_size));
        if (!header || header->type != 0) return Verdict::not_mine;
        try {
            const Hive hive{file.read_all()};
            Tree tree{sink};
            seen_.clear();
            show(tree, hive, hive.root(), 0);
            tree.finish(file.whole());
            for (const auto& damage : hive.damage()) sink.warn(damage.place, damage.message);
            return hive.damage().empty() ? Verdict::examined : Verdict::damaged;
        } catch (const Unreadable&) {
            throw;
        } catch (const std::runtime_error& error) {
            sink.warn({0, 512, 0}, std::string{"the hive cannot be opened: "} + error.what());
            return Verdict::damaged;
        }
    }

private:
    void show(Tree& tree, const Hive& hive, const Key& key, std::int64_t depth) {
        if (tree.full()) return;
        if (!seen_.insert(key.range().offset).second || depth > deepest) {
            hive.add_damage(key.range(), "the key \"" + key.path() + "\" is reached twice, or lies too deep");
            return;
        }
        tree.node(depth, utf8(key.name()), "key", "", key.range(), key.written_at().value_or(Time{}));
        key.each_value([&](const Value& value) {
            tree.node(depth + 1, value.name.empty() ? "(default)" : utf8(value.name), kind_of(value),
                      utf8(text_of(value)), value.range);
        });
        key.each_key([&](const Key& below) { show(tree, hive, below, depth + 1); });
    }

    std::set<std::uint64_t> seen_;
};

}  // namespace

SANAD_MODULE(RegistryTree)
