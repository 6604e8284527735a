// view.json: a JSON document as a tree.
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/view/node.hpp"

namespace {

using namespace sanad::sdk;
using sanad::view::Tree;

/// Told each part of the document as it is read, so that a deep or large one takes no memory.
class Reader : public nlohmann::json_sax<nlohmann::json> {
public:
    Reader(Tree& tree, Range whole) : tree_{tree}, whole_{whole} {}

    bool null() override { return leaf("null", ""); }
    bool boolean(bool value) override { return leaf("boolean", value ? "true" : "false"); }
    bool number_integer(number_integer_t value) override { return leaf("integer", std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override { return leaf("integer", std::to_string(value)); }
    bool number_float(number_float_t, const string_t& written) override { return leaf("real", written); }
    bool string(string_t& value) override { return leaf("text", value); }
    bool binary(binary_t&) override { return leaf("data", ""); }
    bool start_object(std::size_t) override { return open("object", false); }
    bool key(string_t& value) override {
        key_ = value;
        return true;
    }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open("array", true); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
        broke_at = position;
        return false;
    }

    std::size_t broke_at = 0;

private:
    std::string name() {
        if (!counts_.empty() && counts_.back() >= 0) return "[" + std::to_string(counts_.back()++) + "]";
        return std::exchange(key_, {});
    }
    bool leaf(std::string_view kind, std::string_view value) {
        tree_.node(static_cast<std::int64_t>(counts_.size()), utf8(name()), kind, utf8(value), whole_);
        return !tree_.full();
    }
    bool open(std::string_view kind, bool array) {
        tree_.node(static_cast<std::int64_t>(counts_.size()), utf8(name()), kind, "", whole_);
        counts_.push_back(array ? 0 : -1);
        return !tree_.full();
    }
    bool close() {
        counts_.pop_back();
        return true;
    }

    Tree& tree_;
    Range whole_;
    std::string key_;
    std::vector<std::int64_t> counts_;  ///< of each open array the next index; -1: an object
};

class JsonTree {
public:
    static constexpr std::string_view name = "view.json";
    static constexpr std::string_view version = "1.0.0";
    static constexpr std::string_view summary = "A JSON document as a tree, to be browsed";
    static constexpr std::array wants{mime_type("application/json"), name_glob("*.json")};
    static constexpr std::array emits{text(sanad::view::node_type)};

    Verdict examine(const File& file, const Sink& sink) {
        const auto bytes = file.read_all();
        Tree tree{sink};
        Reader reader{tree, file.whole()};
        const bool whole = nlohmann::json::sax_parse(bytes.begin(), bytes.end(), &reader);
        tree.finish(file.whole());
        if (whole || tree.full()) return Verdict::examined;
        if (reader.broke_at <= 1) return Verdict::not_mine;
        sink.warn({reader.broke_at - 1, 0}, "no JSON from byte " + std::to_string(reader.broke_at - 1) + " on");
        return Verdict::damaged;
    }
};

}  // namespace

SANAD_MODULE(JsonTree)
