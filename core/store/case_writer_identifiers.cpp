#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <tuple>

#include "core/store/case_writer_state.hpp"

namespace sanad {
namespace {

// The hits of one source as they wait for the end of the ingest: numbers in the machine's order, which is one
// machine's.
class HitsWriter {
public:
    template <class Number>
    void put(Number number) {
        const std::size_t at = bytes_.size();
        bytes_.resize(at + sizeof number);
        std::memcpy(bytes_.data() + at, &number, sizeof number);
    }
    void put_text(std::string_view text) {
        put(static_cast<std::uint32_t>(text.size()));
        const Bytes bytes = bytes_of(text);
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    }
    Bytes bytes() const { return bytes_; }

private:
    std::vector<Byte> bytes_;
};

class HitsReader {
public:
    explicit HitsReader(Bytes bytes) : bytes_{bytes} {}
    template <class Number>
    Number take() {
        Number number{};
        if (bytes_.size() < sizeof number) {
            good_ = false;
            return number;
        }
        std::memcpy(&number, bytes_.data(), sizeof number);
        bytes_ = bytes_.subspan(sizeof number);
        return number;
    }
    std::string_view take_text() {
        const auto size = take<std::uint32_t>();
        if (bytes_.size() < size) {
            good_ = false;
            return {};
        }
        const std::string_view text = text_of(bytes_.first(size));
        bytes_ = bytes_.subspan(size);
        return text;
    }
    bool good() const { return good_; }

private:
    Bytes bytes_;
    bool good_ = true;
};

struct KeptHits {
    std::vector<Identifier> hits;
    std::vector<IdentifiersNotKept> not_kept;
};

Result<KeptHits> kept_hits(Bytes blob, const Database& database) {
    HitsReader in{blob};
    KeptHits kept;
    for (auto count = in.take<std::uint32_t>(); count > 0 && in.good(); --count) {
        const auto kind = in.take<IdentifierKind>();
        const auto mib = in.take<std::uint64_t>();
        kept.not_kept.push_back({kind, mib, in.take<std::uint64_t>()});
    }
    for (auto count = in.take<std::uint32_t>(); count > 0 && in.good(); --count) {
        Identifier& hit = kept.hits.emplace_back();
        hit.offset = in.take<std::uint64_t>();
        hit.length = in.take<std::uint32_t>();
        hit.kind = in.take<IdentifierKind>();
        hit.verdict = in.take<IdentifierVerdict>();
        hit.encoding = in.take<IdentifierEncoding>();
        hit.common = in.take<std::uint8_t>() != 0;
        hit.value = in.take_text();
    }
    if (!in.good()) return database.damaged("identifiers that were found before an interruption");
    return kept;
}

/// A range of the image that belongs to something; of several over one byte the one that counts has the lowest rank.
struct Claim {
    enum Rank : std::uint8_t { allocated_file, slack_of_allocated, deleted_file, slack_of_deleted, free_space };
    std::uint64_t from = 0, until = 0;
    int rank = free_space;
    Id content = 0;
    std::optional<Id> file;
    std::optional<std::uint64_t> content_offset;  ///< of the claim's first byte
};

/// Claims by their beginning, looked up by places that only ascend.
class Claims {
public:
    Claims(Database& database, Id image)
        : statement_{database,
                     "SELECT at, length, rank, content, file, file_offset FROM ("
                     "SELECT extent.image_offset AS at, extent.length AS length, iif(file.state = 0, 0, 2) AS rank, "
                     "content.id AS content, content.file_id AS file, iif(content.access = 2, NULL, "
                     "extent.file_offset) "
                     "AS file_offset FROM content CROSS JOIN extent ON extent.content_id = content.id "
                     "CROSS JOIN file ON file.id = content.file_id WHERE extent.kind = 0 AND content.access <> 3 AND "
                     "content.file_system_id IN (SELECT id FROM file_system WHERE image_id = ?1) "
                     "UNION ALL SELECT content.slack_offset, content.slack_length, iif(file.state = 0, 1, 3), "
                     "content.id, "
                     "content.file_id, content.size FROM content CROSS JOIN file ON file.id = content.file_id "
                     "WHERE content.slack_length > 0 AND content.file_system_id IN "
                     "(SELECT id FROM file_system WHERE image_id = ?1) "
                     "UNION ALL SELECT image_offset, length, 4, 0, NULL, NULL FROM unallocated "
                     "WHERE file_system_id IN (SELECT id FROM file_system WHERE image_id = ?1)) ORDER BY at"},
          rows_{statement_.with(image)} {}

    Result<const Claim*> at(std::uint64_t place) {
        while (!ended_ && (!next_ || next_->from <= place)) {
            if (next_ && next_->until > place) active_.push_back(*next_);
            next_.reset();
            if (!TRY(rows_.next())) {
                ended_ = true;
                break;
            }
            Claim claim;
            claim.from = rows_.number<std::uint64_t>(0);
            claim.until = claim.from + rows_.number<std::uint64_t>(1);
            claim.rank = static_cast<int>(rows_.integer(2));
            claim.content = rows_.integer(3);
            if (!rows_.null(4)) claim.file = rows_.integer(4);
            claim.content_offset = rows_.optional_number<std::uint64_t>(5);
            next_ = claim;
        }
        std::erase_if(active_, [&](const Claim& claim) { return claim.until <= place; });
        const auto best = std::ranges::min_element(active_, [](const Claim& a, const Claim& b) {
            return std::tie(a.rank, a.content, a.from) < std::tie(b.rank, b.content, b.from);
        });
        return best == active_.end() ? nullptr : &*best;
    }

private:
    SqlStatement statement_;
    Rows rows_;
    std::optional<Claim> next_;
    bool ended_ = false;
    std::vector<Claim> active_;
};

constexpr std::array places{IdentifierPlace::content, IdentifierPlace::slack, IdentifierPlace::content,
                            IdentifierPlace::slack, IdentifierPlace::unallocated};

}  // namespace

Result<void> CaseWriter::put_identifiers(Id image, const IdentifierSource& source, std::span<const Identifier> hits,
                                         std::span<const IdentifiersNotKept> not_kept) {
    HitsWriter out;
    out.put(static_cast<std::uint32_t>(not_kept.size()));
    for (const IdentifiersNotKept& left : not_kept) {
        out.put(left.kind);
        out.put(left.mib);
        out.put(left.count);
    }
    out.put(static_cast<std::uint32_t>(hits.size()));
    for (const Identifier& hit : hits) {
        out.put(hit.offset);
        out.put(hit.length);
        out.put(hit.kind);
        out.put(hit.verdict);
        out.put(hit.encoding);
        out.put(static_cast<std::uint8_t>(hit.common));
        out.put_text(hit.value);
    }
    return state_->write(state_->put_identifiers, image, source.what, source.number, source.ordinal, source.base,
                         out.bytes());
}

Result<std::vector<std::uint64_t>> CaseWriter::searched_for_identifiers(Id image, IdentifierSource::What what) {
    SqlStatement statement{*state_->database,
                           "SELECT number FROM ingest_identifier WHERE image_id = ?1 AND source = ?2 ORDER BY number"};
    auto rows = statement.with(image, what);
    std::vector<std::uint64_t> numbers;
    while (TRY(rows.next())) numbers.push_back(rows.number<std::uint64_t>(0));
    return numbers;
}

Result<std::vector<std::pair<Id, std::uint32_t>>> CaseWriter::searched_seams(Id image) {
    SqlStatement statement{*state_->database,
                           "SELECT number, ordinal FROM ingest_identifier WHERE image_id = ?1 AND source = ?2 "
                           "ORDER BY number, ordinal"};
    auto rows = statement.with(image, IdentifierSource::What::seam);
    std::vector<std::pair<Id, std::uint32_t>> seams;
    while (TRY(rows.next())) seams.emplace_back(rows.integer(0), rows.number<std::uint32_t>(1));
    return seams;
}

Result<std::vector<Seam>> CaseWriter::seams(Id image) {
    SqlStatement statement{
        *state_->database,
        "SELECT content.id, first.ordinal, next.file_offset, first.image_offset, first.length, next.image_offset, "
        "next.length FROM content CROSS JOIN extent AS first ON first.content_id = content.id "
        "CROSS JOIN extent AS next ON next.content_id = content.id AND next.ordinal = first.ordinal + 1 "
        "WHERE content.stored_extents > 1 AND content.access = 0 AND first.kind = 0 AND next.kind = 0 "
        "AND first.file_offset + first.length = next.file_offset "
        "AND first.image_offset + first.length <> next.image_offset AND content.file_system_id IN "
        "(SELECT id FROM file_system WHERE image_id = ?1) ORDER BY content.id, first.ordinal"};
    auto rows = statement.with(image);
    std::vector<Seam> seams;
    while (TRY(rows.next())) {
        seams.push_back({rows.integer(0), rows.number<std::uint32_t>(1), rows.number<std::uint64_t>(2),
                         rows.number<std::uint64_t>(3), rows.number<std::uint64_t>(4), rows.number<std::uint64_t>(5),
                         rows.number<std::uint64_t>(6)});
    }
    return seams;
}

Result<void> CaseWriter::place_identifiers(Id image) {
    State& state = *state_;
    Database& database = *state.database;
    SqlStatement forget{database, "DELETE FROM identifier WHERE image_id = ?1"};
    TRY(state.write(forget, image));
    Id next = 1;
    {
        SqlStatement last{database, "SELECT coalesce(max(id), 0) FROM identifier"};
        auto rows = last.with();
        if (TRY(rows.next())) next = rows.integer(0) + 1;
    }
    SqlStatement add{database,
                     "INSERT INTO identifier VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"};
    struct Left {
        std::uint64_t count = 0, places = 0, first = ~std::uint64_t{0};
    };
    std::array<Left, identifier_kind_names.size()> left{};
    {
        Claims claims{database, image};
        // A border lies before the hits of its window: by number, the border first, places only ascend.
        SqlStatement kept{database,
                          "SELECT source, number, ordinal, base, hits FROM ingest_identifier WHERE image_id = ?1 "
                          "ORDER BY source > 1, iif(source > 1, source, 0), number, iif(source = 1, 0, 1), ordinal"};
        SqlStatement file_of{database, "SELECT file_id FROM content WHERE id = ?1"};
        auto rows = kept.with(image);
        while (TRY(rows.next())) {
            const auto what = rows.code(0, IdentifierSource::What::seam);
            const bool in_content = what == IdentifierSource::What::content || what == IdentifierSource::What::seam;
            const auto base = rows.optional_number<std::uint64_t>(3);
            const KeptHits found = TRY(kept_hits(rows.blob(4), database));
            for (const IdentifiersNotKept& not_kept : found.not_kept) {
                Left& sum = left.at(static_cast<std::size_t>(not_kept.kind));
                sum.count += not_kept.count;
                ++sum.places;
                if (!in_content) sum.first = std::min(sum.first, not_kept.mib);
            }
            std::optional<Id> file_of_source;
            if (in_content && !found.hits.empty()) {
                auto file = file_of.with(rows.integer(1));
                if (TRY(file.next())) file_of_source = file.integer(0);
            }
            for (const Identifier& hit : found.hits) {
                std::optional<std::uint64_t> image_offset, content_offset;
                std::optional<Id> file = file_of_source;
                IdentifierPlace place = IdentifierPlace::content;
                if (base) image_offset = hit.offset + *base;
                if (in_content) {
                    content_offset = hit.offset;
                } else if (const Claim* claim = TRY(claims.at(hit.offset)); claim != nullptr) {
                    place = places.at(static_cast<std::size_t>(claim->rank));
                    file = claim->file;
                    if (claim->content_offset) content_offset = *claim->content_offset + (hit.offset - claim->from);
                } else {
                    place = IdentifierPlace::elsewhere;
                }
                TRY(state.write(add, next++, image, hit.kind, hit.verdict, hit.encoding, hit.value, hit.common,
                                image_offset, hit.length, place, file, content_offset,
                                what == IdentifierSource::What::seam));
            }
        }
    }
    for (std::size_t kind = 0; kind < left.size(); ++kind) {
        if (left[kind].count == 0) continue;
        std::string detail =
            fmt::format("{} of kind {} are not listed: more than {} in one MiB, {} times", left[kind].count,
                        identifier_kind_names[kind], most_identifiers_of_kind_in_mib, left[kind].places);
        if (left[kind].first != ~std::uint64_t{0})
            detail += fmt::format(", first in the MiB at image byte {}", left[kind].first << 20);
        TRY(add_outcome({image, Subject::image, image, "identifiers", "", "", Outcome::limited, detail}));
    }
    return {};
}

Result<void> CaseWriter::drop_unplaced_identifiers(Id image) {
    SqlStatement drop{*state_->database, "DELETE FROM ingest_identifier WHERE image_id = ?1"};
    return state_->write(drop, image);
}

}  // namespace sanad
