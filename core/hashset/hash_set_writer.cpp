#include "core/hashset/hash_set_writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "core/base/text.hpp"
#include "core/crypto/digest.hpp"

namespace sanad {
namespace {

constexpr std::uint64_t records_per_fence = 64;
constexpr std::uint8_t most_bits = 22;
constexpr std::size_t written_at_once = 1 << 20;

void put_number(std::string& out, std::uint64_t number, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 0xff);
}

void put_text(std::string& out, std::string_view text) {
    put_number(out, text.size(), 4);
    out += text;
}

/// Text from outside: well-formed and not too long.
std::string kept_text(std::string_view text) {
    std::string kept = repaired_utf8(text);
    if (kept.size() > longest_set_text) {
        std::size_t end = longest_set_text;
        while (end > 0 && (static_cast<unsigned char>(kept[end]) & 0xc0) == 0x80) --end;
        kept.resize(end);
    }
    return kept;
}

/// Written from front to back through a buffer; its name comes last.
class NewFile {
public:
    explicit NewFile(std::filesystem::path path)
        : path_{std::move(path)}, unfinished_{path_.string() + ".new-XXXXXX"} {}
    ~NewFile() {
        if (file_.is_open()) ::unlink(unfinished_.c_str());
    }
    Result<void> create() {
        file_ = Descriptor{::mkostemp(unfinished_.data(), O_CLOEXEC)};
        if (!file_.is_open()) return trouble();
        return {};
    }
    Result<void> write(const void* bytes, std::size_t size) {
        buffer_.append(static_cast<const char*>(bytes), size);
        at_ += size;
        if (buffer_.size() >= written_at_once) TRY(flush());
        return {};
    }
    Result<void> align() {
        static constexpr char zeros[8] = {};
        return write(zeros, (8 - at_ % 8) % 8);
    }
    std::uint64_t at() const { return at_; }
    Result<void> flush() {
        TRY(put(at_ - buffer_.size(), buffer_));
        buffer_.clear();
        return {};
    }
    Result<void> put(std::uint64_t offset, std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t now = ::pwrite(file_.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (now < 0 && errno == EINTR) continue;
            if (now <= 0) return trouble();
            offset += static_cast<std::uint64_t>(now);
            bytes.remove_prefix(static_cast<std::size_t>(now));
        }
        return {};
    }
    Result<Sha256Digest> digest(std::uint64_t from) {
        Sha256 sha256;
        std::vector<Byte> piece(4 << 20);
        while (from < at_) {
            const ssize_t now = ::pread(file_.number(), piece.data(), piece.size(), static_cast<off_t>(from));
            if (now < 0 && errno == EINTR) continue;
            if (now <= 0) return trouble();
            sha256.update(Bytes{piece}.first(static_cast<std::size_t>(now)));
            from += static_cast<std::uint64_t>(now);
        }
        return sha256.finish();
    }
    Result<void> finish() {
        if (::fchmod(file_.number(), 0644) != 0 || ::fsync(file_.number()) != 0 ||
            ::rename(unfinished_.c_str(), path_.c_str()) != 0) {
            return trouble();
        }
        file_.reset();
        return {};
    }

private:
    tl::unexpected<Error> trouble() const {
        return failure(Fault::system, fmt::format("{}: {}", shown(path_.string()), std::strerror(errno)));
    }
    std::filesystem::path path_;
    std::string unfinished_;
    Descriptor file_;
    std::string buffer_;
    std::uint64_t at_ = 0;
};

}  // namespace

void HashSetWriter::name_category(std::string_view name) {
    categories_.front() = kept_text(name);
}

std::optional<std::uint8_t> HashSetWriter::category(std::string_view name) {
    if (!with_categories_) return std::uint8_t{0};
    const std::string kept = kept_text(name);
    const auto found = std::ranges::find(categories_, kept);
    if (found != categories_.end()) return static_cast<std::uint8_t>(found - categories_.begin());
    if (categories_.size() == most_categories) return std::nullopt;
    categories_.push_back(kept);
    return static_cast<std::uint8_t>(categories_.size() - 1);
}

Result<void> HashSetWriter::add(HashAlgorithm algorithm, const Byte* digest, std::uint8_t category) {
    std::optional<RecordSorter>& sorter = sorters_[static_cast<std::size_t>(algorithm) - 1];
    const std::size_t size = digest_size(algorithm);
    if (!sorter) sorter.emplace(TRY(RecordSorter::create(size + (with_categories_ ? 1 : 0), memory_, folder_)));
    if (!with_categories_) {
        if (category != 0) throw std::logic_error{"HashSetWriter: a category, and none was announced"};
        TRY(sorter->add(digest));
    } else {
        std::array<Byte, 33> record;
        std::copy(digest, digest + size, record.begin());
        record[size] = category;
        TRY(sorter->add(record.data()));
    }
    // Two algorithms at once share the memory.
    std::uint64_t held = 0;
    for (const auto& each : sorters_) held += each ? each->memory_held() : 0;
    if (held > memory_) {
        const auto largest =
            std::ranges::max_element(sorters_, {}, [](const auto& each) { return each ? each->memory_held() : 0; });
        TRY((*largest)->spill());
    }
    return {};
}

std::uint64_t HashSetWriter::added() const {
    std::uint64_t added = 0;
    for (const auto& sorter : sorters_) added += sorter ? sorter->added() : 0;
    return added;
}

Result<void> HashSetWriter::write(HashSetFacts facts, const std::filesystem::path& path) {
    if (!is_set_name(facts.name)) throw std::logic_error{"HashSetWriter: no name for a set"};
    std::string description;
    description += static_cast<char>(facts.kind);
    description +=
        static_cast<char>(std::ranges::count_if(sorters_, [](const auto& sorter) { return sorter.has_value(); }));
    put_number(description, categories_.size(), 2);
    put_text(description, facts.name);
    put_text(description, kept_text(facts.version));
    put_text(description, kept_text(facts.source));
    put_text(description, kept_text(facts.provenance));
    for (const std::string& category : categories_) put_text(description, category);

    constexpr std::size_t row = 32;
    const std::size_t tables = static_cast<std::size_t>(description[1]);
    if (tables == 0) return failure(Fault::not_found, "not one digest in it");
    NewFile file{path};
    TRY(file.create());
    const std::size_t length = description.size() + tables * row;
    TRY(file.write(std::string(hash_set_head + length, '\0').data(), hash_set_head + length));
    for (const HashAlgorithm algorithm : hash_algorithms) {
        std::optional<RecordSorter>& sorter = sorters_[static_cast<std::size_t>(algorithm) - 1];
        if (!sorter) continue;
        std::uint8_t bits = 0;
        while (bits < most_bits && sorter->added() >> bits > records_per_fence) ++bits;
        TRY(file.align());
        const std::uint64_t fences_offset = file.at();
        std::vector<std::uint64_t> fences((std::size_t{1} << bits) + 1, 0);
        std::string room(fences.size() * 8, '\0');
        TRY(file.write(room.data(), room.size()));
        const std::uint64_t records_offset = file.at();
        const std::size_t stride = digest_size(algorithm) + (with_categories_ ? 1 : 0);
        std::uint64_t count = 0;
        TRY(sorter->finish([&](const Byte* record) -> Result<void> {
            ++count;
            const std::uint32_t leading = static_cast<std::uint32_t>(record[0]) << 24 |
                                          static_cast<std::uint32_t>(record[1]) << 16 |
                                          static_cast<std::uint32_t>(record[2]) << 8 | record[3];
            ++fences[(bits == 0 ? 0 : leading >> (32 - bits)) + 1];
            return file.write(record, stride);
        }));
        TRY(file.flush());
        room.clear();
        std::uint64_t position = 0;
        for (const std::uint64_t records : fences) put_number(room, position += records, 8);
        TRY(file.put(fences_offset, room));
        description += static_cast<char>(algorithm);
        description += static_cast<char>(stride);
        description += static_cast<char>(bits);
        description.append(5, '\0');
        put_number(description, count, 8);
        put_number(description, fences_offset, 8);
        put_number(description, records_offset, 8);
        sorter.reset();
    }
    TRY(file.flush());
    TRY(file.put(hash_set_head, description));
    std::string head{hash_set_magic};
    put_number(head, hash_set_version, 4);
    put_number(head, length, 4);
    put_number(head, file.at(), 8);
    put_number(head, 0, 8);
    const Sha256Digest digest = TRY(file.digest(hash_set_head));
    head += text_of(digest);
    TRY(file.put(0, head));
    return file.finish();
}

}  // namespace sanad
