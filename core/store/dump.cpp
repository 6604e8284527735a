#include "core/store/dump.hpp"

#include <fmt/format.h>

#include <charconv>

#include "core/artifact/catalog.hpp"
#include "core/crypto/digest.hpp"
#include "core/store/migrations.hpp"

namespace sanad {
namespace {

constexpr std::size_t piece_size = 1 << 18;

struct Table {
    std::string_view name;
    std::string_view order;    ///< its primary key
    std::string_view without;  ///< a column that is no result
};
constexpr Table tables[] = {
    {"evidence_item", "id", ""},
    {"image", "id", ""},
    {"segment", "image_id, ordinal", "path"},
    {"acquisition_header", "image_id, ordinal", ""},
    {"acquisition_error", "image_id, ordinal", ""},
    {"verification", "image_id, algorithm", ""},
    {"damage", "image_id, \"offset\", length", ""},
    {"volume", "id", ""},
    {"file_system", "id", ""},
    {"content", "id", ""},
    {"extent", "content_id, ordinal", ""},
    {"file", "id", ""},
    {"unallocated", "file_system_id, image_offset", ""},
    {"artifact", "id", ""},
    {"artifact_other", "artifact_id, ordinal", ""},
    {"identifier", "id", ""},
    {"hash_set_used", "id", ""},
    {"hash_hit", "content_id, set_id, category, algorithm", ""},
    {"outcome", "image_id, subject, subject_id, step, module, version, outcome, detail", ""},
};

void append_number(std::string& out, std::int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

void append_text(std::string& out, std::string_view text) {
    for (const char letter : text) {
        switch (letter) {
            case '\\':
                out += "\\\\";
                break;
            case '\t':
                out += "\\t";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            default:
                out += letter;
        }
    }
}

void append_hex(std::string& out, Bytes bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    for (const Byte byte : bytes) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
}

void append_value(std::string& out, const Rows& rows, int column) {
    switch (rows.type(column)) {
        case SQLITE_INTEGER:
            return append_number(out, rows.integer(column));
        case SQLITE_TEXT:
            return append_text(out, rows.text(column));
        case SQLITE_BLOB:
            out += "\\x";
            return append_hex(out, rows.blob(column));
        default:
            out += "\\N";
    }
}

/// Gathers small pieces into large ones.
class Sink {
public:
    explicit Sink(const std::function<bool(std::string_view)>& each) : each_{each} {}
    std::string& room() { return room_; }
    /// False when the caller has had enough.
    bool pass(std::size_t at_least = piece_size) {
        if (wanted_ && room_.size() >= at_least && !room_.empty()) {
            wanted_ = each_(room_);
            room_.clear();
        }
        return wanted_;
    }

private:
    const std::function<bool(std::string_view)>& each_;
    std::string room_;
    bool wanted_ = true;
};

Result<bool> dump_table(Database& database, const Table& table, Sink& sink) {
    std::string columns;
    {
        SqlStatement names{database, "SELECT name FROM pragma_table_info(?1) ORDER BY cid"};
        auto rows = names.with(table.name);
        while (TRY(rows.next()))
            if (rows.text(0) != table.without)
                columns += fmt::format("{}\"{}\"", columns.empty() ? "" : ", ", rows.text(0));
    }
    std::string& out = sink.room();
    out += fmt::format("table {}: ", table.name);
    for (const char letter : columns)
        if (letter != '"') out += letter;
    out += '\n';
    SqlStatement select{database, fmt::format("SELECT {} FROM {} ORDER BY {}", columns, table.name, table.order)};
    auto rows = select.with();
    while (TRY(rows.next())) {
        for (int column = 0; column < rows.columns(); ++column) {
            if (column > 0) out += '\t';
            append_value(out, rows, column);
        }
        out += '\n';
        if (!sink.pass()) return false;
    }
    return true;
}

Result<bool> dump_block_hashes(Database& database, Sink& sink) {
    std::string& out = sink.room();
    out += "table block_hash: image_id, block, sha256\n";
    SqlStatement select{database,
                        "SELECT image_id, first_block, hashes FROM block_hash ORDER BY image_id, first_block"};
    auto rows = select.with();
    while (TRY(rows.next())) {
        const Bytes hashes = rows.blob(2);
        for (std::size_t at = 0; at + sizeof(Sha256Digest) <= hashes.size(); at += sizeof(Sha256Digest)) {
            append_number(out, rows.integer(0));
            out += '\t';
            append_number(out, rows.integer(1) + static_cast<std::int64_t>(at / sizeof(Sha256Digest)));
            out += "\t\\x";
            append_hex(out, hashes.subspan(at, sizeof(Sha256Digest)));
            out += '\n';
        }
        if (!sink.pass()) return false;
    }
    return true;
}

}  // namespace

Result<void> dump_results(Database& database, const std::function<bool(std::string_view)>& each) {
    Sink sink{each};
    // One state of the case throughout, whatever a writer commits meanwhile.
    const bool own_transaction = !database.in_transaction();
    if (own_transaction) TRY(database.run("BEGIN"));
    const auto dumped = [&]() -> Result<void> {
        for (const Table& table : tables)
            if (!TRY(dump_table(database, table, sink))) return {};
        for (const ArtifactType& type : artifact_types) {
            const std::string name = artifact_table(type.name);
            if (!TRY(dump_table(database, {name, "artifact_id", ""}, sink))) return {};
        }
        if (TRY(dump_block_hashes(database, sink))) sink.pass(1);
        return {};
    }();
    if (own_transaction) database.roll_back();
    return dumped;
}

Result<Sha256Digest> dump_sha256(Database& database) {
    Sha256 sha256;
    TRY(dump_results(database, [&](std::string_view piece) {
        sha256.update(bytes_of(piece));
        return true;
    }));
    return sha256.finish();
}

}  // namespace sanad
