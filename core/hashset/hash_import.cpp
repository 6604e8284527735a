#include "core/hashset/hash_import.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/descriptor.hpp"
#include "core/base/text.hpp"
#include "core/crypto/digest.hpp"
#include "core/hashset/hash_set_writer.hpp"
#include "core/hashset/hex_digest.hpp"

namespace sanad {
namespace {

constexpr std::size_t read_at_once = 4 << 20;
constexpr std::size_t longest_excerpt = 160;

/// RFC 1321 and FIPS 180-4 of no bytes at all.
template <std::size_t size>
std::array<Byte, size> digest_of(std::string_view text) {
    std::array<Byte, size> digest{};
    read_hex(text, digest.data(), size);
    return digest;
}
const std::array<Byte, 16> empty_md5 = digest_of<16>("d41d8cd98f00b204e9800998ecf8427e");
const std::array<Byte, 20> empty_sha1 = digest_of<20>("da39a3ee5e6b4b0d3255bfef95601890afd80709");
const std::array<Byte, 32> empty_sha256 =
    digest_of<32>("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

/// A list's file from front to back, digested on the way.
class ListFile : public ListBytes {
public:
    static Result<ListFile> open(const std::filesystem::path& path) {
        Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
        struct stat facts {};
        if (!file.is_open() || ::fstat(file.number(), &facts) != 0)
            return failure(Fault::not_found, std::strerror(errno));
        if (!S_ISREG(facts.st_mode)) return failure(Fault::refused, "not an ordinary file");
        ::posix_fadvise(file.number(), 0, 0, POSIX_FADV_SEQUENTIAL);
        return ListFile{std::move(file)};
    }
    /// The first bytes, to recognise it by; they come again.
    Result<Bytes> head() {
        head_ = TRY(next());
        again_ = true;
        return head_;
    }
    Result<Bytes> next() override {
        if (again_) {
            again_ = false;
            return head_;
        }
        buffer_.resize(read_at_once);
        std::size_t had = 0;
        while (had < buffer_.size()) {
            const ssize_t length = ::read(file_.number(), buffer_.data() + had, buffer_.size() - had);
            if (length < 0 && errno == EINTR) continue;
            if (length < 0) return failure(Fault::unreadable, std::strerror(errno));
            if (length == 0) break;
            had += static_cast<std::size_t>(length);
        }
        size_ += had;
        const Bytes piece = Bytes{buffer_}.first(had);
        sha256_.update(piece);
        return piece;
    }
    /// Of all that next() gave.
    std::uint64_t size() const { return size_; }
    Sha256Digest digest() const { return sha256_.finish(); }

private:
    explicit ListFile(Descriptor file) : file_{std::move(file)} {}
    Descriptor file_;
    std::vector<Byte> buffer_;
    Bytes head_;
    bool again_ = false;
    std::uint64_t size_ = 0;
    Sha256 sha256_;
};

class Taker : public ListTaker {
public:
    Taker(HashSetWriter& writer, const HashImportSettings& settings, ImportedList& list)
        : writer_{writer}, settings_{settings}, list_{list} {}

    Result<void> take(std::uint64_t place, const ListedDigests& digests) override {
        const Byte* const by_algorithm[] = {digests.md5, digests.sha1, digests.sha256};
        std::optional<HashAlgorithm> algorithm = settings_.algorithm;
        for (const HashAlgorithm one : hash_algorithms) {
            if (!settings_.algorithm && by_algorithm[static_cast<std::size_t>(one) - 1] != nullptr) algorithm = one;
        }
        const Byte* const digest = by_algorithm[static_cast<std::size_t>(*algorithm) - 1];
        if (digest == nullptr) {
            ++list_.without;
            return {};
        }
        if (is_digest_of_nothing(*algorithm, {digest, digest_size(*algorithm)})) {
            ++list_.empty_files;
            return {};
        }
        std::uint8_t category = 0;
        const std::string_view named =
            digests.category.empty() ? std::string_view{settings_.category} : digests.category;
        if (named != last_category_ || last_number_ == nullptr) {
            const auto number = writer_.category(named);
            if (!number) return refuse(place, fmt::format("more than {} categories", most_categories - 1), named);
            last_category_ = named;
            last_kept_ = *number;
            last_number_ = &list_.categories[last_category_];
        }
        category = last_kept_;
        TRY(writer_.add(*algorithm, digest, category));
        ++list_.taken;
        ++*last_number_;
        return {};
    }

    Result<void> refuse(std::uint64_t place, std::string_view reason, std::string_view line) override {
        ++list_.refused;
        if (list_.refusals.size() < settings_.refusals_kept) {
            list_.refusals.push_back({place, std::string{reason}, std::string{line.substr(0, longest_excerpt)}});
        }
        return {};
    }

private:
    HashSetWriter& writer_;
    const HashImportSettings& settings_;
    ImportedList& list_;
    std::string last_category_;
    std::uint8_t last_kept_ = 0;
    std::uint64_t* last_number_ = nullptr;  ///< of its count
};

Result<ListFacts> read_list(ListFormat format, ListFile& file, const std::filesystem::path& path, ListTaker& taker) {
    switch (format) {
        case ListFormat::nsrl_text:
            return read_nsrl_text(file, taker);
        case ListFormat::encase:
            return read_encase_hash(file, taker);
        case ListFormat::project_vic:
            return read_project_vic(file, taker);
        case ListFormat::nsrl_sqlite:
            return read_nsrl_sqlite(path.string(), taker);
        case ListFormat::plain:
        case ListFormat::hashdeep:
            break;
    }
    return read_plain_list(file, taker);
}

struct Chosen {
    ListFile file;
    ListFormat format;
};

}  // namespace

bool is_digest_of_nothing(HashAlgorithm algorithm, Bytes digest) {
    switch (algorithm) {
        case HashAlgorithm::md5:
            return std::ranges::equal(digest, empty_md5);
        case HashAlgorithm::sha1:
            return std::ranges::equal(digest, empty_sha1);
        case HashAlgorithm::sha256:
            break;
    }
    return std::ranges::equal(digest, empty_sha256);
}

std::string provenance_line(const ImportedList& list) {
    std::string line = fmt::format("{}: {}, {} bytes, SHA-256 {}, {} entries taken", shown(list.path),
                                   name_of(list.format), list.size, hex(list.sha256), list.taken);
    if (list.refused != 0) line += fmt::format(", {} lines refused", list.refused);
    if (list.empty_files != 0) line += fmt::format(", {} entries of the empty file left out", list.empty_files);
    if (list.without != 0) line += fmt::format(", {} entries without the algorithm asked for left out", list.without);
    return line;
}

Result<ImportedSet> import_hash_lists(const std::vector<std::filesystem::path>& lists,
                                      const HashImportSettings& settings, const std::filesystem::path& to) {
    ImportedSet set;
    set.facts.name = settings.name;
    set.facts.version = settings.version;
    set.facts.source = settings.source;
    std::vector<Chosen> chosen;
    bool all_of_nsrl = true;
    bool with_categories = false;
    for (const auto& path : lists) {
        auto file = ListFile::open(path);
        if (!file) return within(shown(path.string()), file.error());
        const auto head = file->head();
        if (!head) return within(shown(path.string()), head.error());
        const ListFormat format = settings.format.value_or(recognise_list(*head));
        all_of_nsrl = all_of_nsrl && (format == ListFormat::nsrl_text || format == ListFormat::nsrl_sqlite);
        with_categories = with_categories || format == ListFormat::project_vic;
        chosen.push_back({std::move(*file), format});
    }
    if (!settings.kind && !all_of_nsrl)
        return failure(Fault::refused, "are these files known or notable? Say --kind known or --kind notable");
    set.facts.kind = settings.kind.value_or(HashSetKind::known);

    HashSetWriter writer{to.parent_path().empty() ? std::filesystem::path{"."} : to.parent_path(), settings.memory};
    if (with_categories) {
        writer.with_categories();
    } else {
        writer.name_category(settings.category);
    }
    std::string names;
    for (std::size_t i = 0; i < lists.size(); ++i) {
        ImportedList& list = set.lists.emplace_back();
        list.path = lists[i].filename().string();
        list.format = chosen[i].format;
        Taker taker{writer, settings, list};
        auto facts = read_list(list.format, chosen[i].file, lists[i], taker);
        if (!facts) return within(shown(lists[i].string()), facts.error());
        // What another library read, or nobody, is read once more for its digest.
        for (;;) {
            const auto piece = chosen[i].file.next();
            if (!piece) return within(shown(lists[i].string()), piece.error());
            if (piece->empty()) break;
        }
        list.size = chosen[i].file.size();
        list.sha256 = chosen[i].file.digest();
        if (set.facts.version.empty()) set.facts.version = facts->version;
        names += (names.empty() ? "" : ", ") + list.path;
        if (!facts->name.empty()) names += fmt::format(" (\"{}\")", facts->name);
        set.facts.provenance += provenance_line(list) + "\n";
    }
    if (set.facts.source.empty()) set.facts.source = names;
    if (writer.added() == 0) {
        std::string reason = "not one digest in it";
        const ImportedList& first = set.lists.front();
        if (!first.refusals.empty()) {
            reason += fmt::format("; line {}: {}: {}", first.refusals[0].place, first.refusals[0].reason,
                                  shown(first.refusals[0].line));
        }
        return failure(Fault::damaged, shown(lists.front().string()) + ": " + reason);
    }
    TRY(writer.write(set.facts, to));
    return set;
}

}  // namespace sanad
