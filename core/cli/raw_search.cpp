#include "core/cli/raw_search.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/text.hpp"
#include "core/cli/case_custody.hpp"
#include "core/cli/keyword_list.hpp"
#include "core/cli/output.hpp"
#include "core/cli/reading_session.hpp"
#include "core/cli/summary.hpp"
#include "core/ingest/sweep.hpp"
#include "core/search/search_query.hpp"

namespace sanad {
namespace {

/// Text of evidence on one line, a column a byte where it can be: a blank for what ends a line, a dot for what has no
/// shape, as hex dumps have it. --json has it as it stands.
std::string on_one_line(std::string_view text) {
    std::string visible{text};
    for (char& c : visible) {
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
        if ((c >= 0 && c < 0x20) || c == 0x7F) c = '.';
    }
    return shown(visible);
}

struct ContextTexts {
    std::string before, text, after;
};

ContextTexts texts_of(const FoundHit& hit) {
    Bytes before{hit.before};
    Bytes after{hit.after};
    switch (hit.encoding) {
        case ScanEncoding::utf16le:
        case ScanEncoding::utf16be:
            before = before.subspan(before.size() % 2);
            after = after.first(after.size() / 2 * 2);
            break;
        case ScanEncoding::utf8:
            // A character that the context cuts is no damage.
            while (!before.empty() && (before.front() & 0xC0) == 0x80) before = before.subspan(1);
            for (std::size_t cut = 0; cut < 3 && !after.empty() && after.back() >= 0x80; ++cut) {
                const bool lead = after.back() >= 0xC0;
                if (is_utf8(text_of(after.last(std::min<std::size_t>(after.size(), cut + 1)))) && lead) break;
                if (!lead && is_utf8(text_of(after))) break;
                after = after.first(after.size() - 1);
                if (lead) break;
            }
            break;
        default:
            break;
    }
    return {decoded_text(before, hit.encoding), decoded_text(hit.text, hit.encoding),
            decoded_text(after, hit.encoding)};
}

std::string_view state_words(const ImagePlace& place) {
    return place.state == NameState::allocated ? "" : place.state == NameState::deleted ? " (deleted)" : " (orphan)";
}

/// Which of the attributes of an entry has the byte, only its parser could say: what else stands in it is told.
std::string stream_words(const ImagePlace& place) {
    std::string words;
    for (const std::string& stream : place.streams) {
        const bool named = stream.starts_with(place.path + ':');
        words += (words.empty() ? "" : ", ") + shown(named ? stream.substr(place.path.size()) : stream);
    }
    if (words.empty()) return words;
    return fmt::format(", or in its stream{} {}", place.streams.size() == 1 ? "" : "s", words);
}

std::string place_words(const ImagePlace& place) {
    switch (place.kind) {
        case PlaceKind::file: {
            if (place.in_entry)
                return fmt::format("{}{}, file {}, in its MFT entry{}", shown(place.path), state_words(place),
                                   place.file, stream_words(place));
            std::string words =
                fmt::format("{}{} byte {}, file {}", shown(place.path), state_words(place), place.offset, place.file);
            if (place.coded) words += ", in its coded bytes";
            if (place.unwritten) words += ", in space it never wrote";
            return words;
        }
        case PlaceKind::slack:
            return fmt::format("slack of {}{}, file {}", shown(place.path), state_words(place), place.file);
        case PlaceKind::unallocated:
            return fmt::format("unallocated in file system {} ({})", place.file_system, shown(place.description));
        case PlaceKind::file_system:
            return fmt::format("structures of file system {} ({})", place.file_system, shown(place.description));
        case PlaceKind::volume:
            return fmt::format("volume {} ({}), not read as files", place.volume, shown(place.description));
        case PlaceKind::volume_gap:
            return "volume gap: no partition claims it";
        case PlaceKind::partition_table:
            return "partition table";
        case PlaceKind::beyond:
            break;
    }
    return "in no volume on record";
}

std::string place_words(const PackedIn& packed) {
    const char* const kind = packed.kind == PackedKind::zip_member ? "zip member"
                             : packed.kind == PackedKind::gzip     ? "gzip stream"
                                                                   : "stream of a PDF";
    const std::string name = packed.name.empty() ? std::string{} : fmt::format(" \"{}\"", shown(packed.name));
    return fmt::format("byte {} of the {}{} packed at image byte {}{}", packed.offset, kind, name, packed.at,
                       packed.end == PackedEnd::whole ? "" : ", which is not whole");
}

std::string packed_json(const PackedIn& packed) {
    JsonObject json;
    json.text("in", name_of(packed.kind));
    if (!packed.name.empty()) json.text("name", repaired_utf8(packed.name));
    json.number("image_offset", packed.at).number("offset", packed.offset).text("state", name_of(packed.end));
    return json.str();
}

std::string place_json(const ImagePlace& place) {
    JsonObject json;
    json.text("place", name_of(place.kind));
    if (place.kind == PlaceKind::file || place.kind == PlaceKind::slack) {
        json.number("file", static_cast<std::uint64_t>(place.file)).text("path", repaired_utf8(place.path));
        if (place.state != NameState::allocated) json.text("state", name_of(place.state));
        if (place.in_entry) {
            json.truth("in_entry", true);
            JsonArray streams;
            for (const std::string& stream : place.streams) streams.add(json_string(repaired_utf8(stream)));
            if (!place.streams.empty()) json.member("streams", streams.str());
        } else if (place.kind == PlaceKind::file) {
            json.number("offset", place.offset);
        }
        if (place.coded) json.truth("coded", true);
        if (place.unwritten) json.truth("unwritten", true);
    }
    if (place.file_system != 0) json.number("file_system", static_cast<std::uint64_t>(place.file_system));
    if (place.volume != 0) json.number("volume", static_cast<std::uint64_t>(place.volume));
    if (!place.description.empty()) json.text("description", place.description);
    return json.str();
}

/// Of a folder, a tar, an L01: what finding nothing means there.
std::string logical_words(Id image) {
    return fmt::format(
        "Image {} is files without the medium they lay on: their contents were scanned; there is no slack and no\n"
        "unallocated space in it, and the bytes of the container around the files were not looked at.\n",
        image);
}

class Printer {
public:
    Printer(Session& session, Output& out, const std::vector<SearchPattern>& patterns, const ReadList* list,
            std::uint64_t limit, bool packed)
        : session_{session},
          out_{out},
          patterns_{patterns},
          list_{list},
          limit_{limit},
          packed_{packed},
          counts_(patterns.size()),
          of_image_(patterns.size()) {
        if (list_ == nullptr) return;
        for (const auto& [line, term] : list_->terms) line_of_.try_emplace(term, line);
    }

    void image(const ImageRow& row) {
        image_ = row.id;
        logical_ = row.facts.logical;
        of_image_.assign(patterns_.size(), {});
    }

    bool hit(const SweepHit& hit) {
        Counts& counts = counts_[hit.found.pattern];
        counts.add(hit);
        of_image_[hit.found.pattern].add(hit);
        if (counts.hits > limit_) {
            cut_ = true;
            return true;
        }
        if (session_.json) return out_.write(json(hit));
        told_ += lines(hit);  // people read the counts first, which are known at the end
        return true;
    }

    void finish(const SweepEnd& end, std::size_t pattern_count) {
        if (!session_.json) {
            scanned_ += fmt::format(
                "Image {}: {} bytes scanned in physical order, {} joins of files, {} contents "
                "through their decoder; {}{}\n",
                image_, grouped(end.image_bytes), grouped(end.joins), grouped(end.decoded_contents),
                packed_ ? fmt::format("{} packed streams that lie in no file, unpacked to {} bytes",
                                      grouped(end.packed_streams), grouped(end.unpacked_bytes))
                        : std::string{"packed streams NOT unpacked (--no-unpack)"},
                end.finished && end.not_scanned.empty() ? "" : "; NOT ALL of it");
            if (logical_) scanned_ += logical_words(image_);
            return;
        }
        JsonArray missed;
        for (const NotScanned& each : end.not_scanned)
            missed.add(JsonObject{}.text("what", each.what).text("reason", each.reason).str());
        std::uint64_t damaged = 0;
        for (const DamagedRange& range : end.damage) damaged += range.length;
        JsonObject scanned;
        scanned.number("image", static_cast<std::uint64_t>(image_)).number("patterns", pattern_count);
        if (list_ != nullptr) scanned.text("list", list_->list.name).text("list_sha256", hex(list_->list.sha256));
        if (logical_) scanned.truth("files_only", true);
        scanned.number("hits", end.hits).number("image_bytes", end.image_bytes).number("joins", end.joins);
        scanned.number("decoded_contents", end.decoded_contents).truth("unpacked", packed_);
        if (packed_) scanned.number("packed_streams", end.packed_streams).number("unpacked_bytes", end.unpacked_bytes);
        scanned.number("damaged_bytes", damaged);
        scanned.member("not_scanned", missed.str()).member("terms", terms_json()).truth("finished", end.finished);
        out_.write(JsonObject{}.member("scanned", scanned.str()).line());
    }

    void table() {
        if (session_.json) return;
        if (list_ != nullptr)
            out_.write(
                fmt::format("List {}, SHA-256 {}, {} terms{}\n\n", shown(list_->list.name), hex(list_->list.sha256),
                            list_->terms.size(),
                            list_->kept ? ", kept in the case (sanad search --lists)" : ", NOT kept in the case"));
        out_.write(fmt::format("{:>10} {:>10} {:>10} {:>11} {:>10}  {}\n", "hits", "in files", "in slack",
                               "unallocated", "elsewhere", "pattern"));
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            const Counts& counts = counts_[i];
            out_.write(fmt::format("{:>10} {:>10} {:>10} {:>11} {:>10}  {}\n", counts.hits, counts.files, counts.slack,
                                   counts.unallocated, counts.elsewhere(), shown(patterns_[i].text)));
        }
        hits();
        if (cut_)
            out_.write(
                fmt::format("\nThe first {} hits of each pattern are shown, all are counted; --limit N shows "
                            "more, --json all of them.\n",
                            limit_));
        // What finding nothing means depends on what was looked at.
        out_.write("\n" + scanned_ +
                   "Looked for in UTF-8, UTF-16LE, UTF-16BE and windows-1256. Text that is packed or coded "
                   "in files (docx, pdf, zip,\nbase64) is found by sanad search without --raw.\n");
    }

    /// Those that are shown, behind the counts; of a scan that broke off, without.
    void hits() {
        if (!told_.empty()) out_.write("\n" + std::exchange(told_, {}));
    }

private:
    struct Counts {
        std::uint64_t hits = 0, files = 0, slack = 0, unallocated = 0;

        void add(const SweepHit& hit) {
            ++hits;
            const PlaceKind kind = hit.places.front().kind;
            // Bytes of a compressed file are told where they lie, and counted where they are read.
            if (kind == PlaceKind::file && !hit.places.front().coded) ++files;
            if (kind == PlaceKind::slack) ++slack;
            if (kind == PlaceKind::unallocated) ++unallocated;
        }
        std::uint64_t elsewhere() const { return hits - files - slack - unallocated; }
    };

    std::string terms_json() const {
        JsonArray terms;
        for (std::size_t i = 0; i < patterns_.size(); ++i) {
            const Counts& counts = of_image_[i];
            JsonObject term;
            term.text("term", patterns_[i].text);
            if (const auto line = line_of_.find(patterns_[i].text); line != line_of_.end())
                term.number("line", line->second);
            term.number("hits", counts.hits).number("in_files", counts.files).number("in_slack", counts.slack);
            term.number("unallocated", counts.unallocated).number("elsewhere", counts.elsewhere());
            terms.add(term.str());
        }
        return terms.str();
    }

    std::string lines(const SweepHit& hit) const {
        const ContextTexts texts = texts_of(hit.found);
        std::string where = place_words(hit.places.front());
        if (hit.packed) {
            where = place_words(*hit.packed) + "; " + where;
        } else if (!hit.image_offset) {
            where += ", decoded";
        }
        if (hit.continues_at) where += fmt::format(", goes on at image byte {}", *hit.continues_at);
        if (hit.found.repaired) where += ", put together from an NTFS record";
        if (hit.ends_in) where += "; ends in " + place_words(*hit.ends_in);
        if (hit.places.size() > 1) where += fmt::format("; also {}", place_words(hit.places[1]));
        if (hit.places.size() > 2) where += fmt::format(" and {} more", hit.places.size() - 2);
        return fmt::format(
            "{:>14}  {:<12} {}\n{:>14}  …{}⟦{}{}⟧{}…\n",
            hit.image_offset ? fmt::format("{}:{}", image_, *hit.image_offset) : fmt::format("{}:-", image_),
            name_of(hit.found.encoding), where, "", on_one_line(texts.before), on_one_line(texts.text),
            hit.found.longer ? "…" : "", on_one_line(texts.after));
    }

    std::string json(const SweepHit& hit) const {
        const ContextTexts texts = texts_of(hit.found);
        JsonObject json;
        json.number("image", static_cast<std::uint64_t>(image_));
        if (hit.image_offset) json.number("image_offset", *hit.image_offset);
        json.number("length", hit.found.length).text("pattern", patterns_[hit.found.pattern].text);
        json.text("encoding", name_of(hit.found.encoding));
        if (hit.found.longer) json.truth("longer", true);
        if (!hit.image_offset && !hit.packed) json.truth("decoded", true);
        if (hit.packed) json.member("packed", packed_json(*hit.packed));
        if (hit.continues_at) json.number("continues_at", *hit.continues_at);
        if (hit.found.repaired) json.truth("repaired", true);
        json.member("in", place_json(hit.places.front()));
        if (hit.ends_in) json.member("ends_in", place_json(*hit.ends_in));
        if (hit.places.size() > 1) {
            JsonArray also;
            for (std::size_t i = 1; i < hit.places.size(); ++i) also.add(place_json(hit.places[i]));
            json.member("also", also.str());
        }
        json.text("before", texts.before).text("text", texts.text).text("after", texts.after);
        return json.text("bytes", hex(hit.found.text)).line();
    }

    Session& session_;
    Output& out_;
    const std::vector<SearchPattern>& patterns_;
    const ReadList* list_;                             ///< null: none
    std::map<std::string_view, std::size_t> line_of_;  ///< of the list, the first that has the pattern
    std::uint64_t limit_;
    bool packed_;       ///< streams in no file are unpacked
    bool cut_ = false;  ///< some hits were counted only
    std::vector<Counts> counts_, of_image_;
    std::string told_;     ///< lines of hits, at most `limit_` of each pattern
    std::string scanned_;  ///< a line for each image
    Id image_ = 0;
    bool logical_ = false;  ///< files without a medium around them
};

void tell_gaps(Session& session, const SweepEnd& end) {
    for (const NotScanned& each : end.not_scanned) {
        session.status = Status::could_not_tell;
        std::fprintf(stderr, "sanad: NOT SCANNED: %s: %s\n", each.what.c_str(), shown(each.reason).c_str());
    }
    for (const DamagedRange& range : end.damage) {
        std::fprintf(stderr, "sanad: damaged: %llu bytes at image byte %llu: %s; scanned as zeros\n",
                     static_cast<unsigned long long>(range.length), static_cast<unsigned long long>(range.offset),
                     shown(range.reason).c_str());
    }
}

}  // namespace

const char* const raw_search_examples =
    "  sanad search op-lantern --raw 'hidden account' -e 'second account'\n"
    "  sanad search op-lantern --raw --regex '[a-z0-9._]+@proton\\.me' --json\n"
    "  sanad search op-lantern --raw --folded 'لاہور'\n"
    "  sanad search op-lantern --raw --list words.txt --case-sensitive\n";

void add_raw_search_options(CLI::App& search, RawSearch& told, CLI::Option* raw) {
    const auto only_raw = [&](CLI::Option* option) { option->needs(raw)->group("With --raw"); };
    only_raw(search.add_flag("--regex", told.regex, "Patterns are regular expressions, not literal text"));
    only_raw(
        search.add_flag("--case-sensitive", told.case_sensitive, "Letters only in the case in which they are given"));
    only_raw(search.add_flag(
        "--folded", told.folded,
        "Also with other letters of Urdu and Arabic for the same sound, vowel marks, tatweel, joiners"));
    only_raw(search.add_flag("--no-unpack", told.no_unpack,
                             "Leave out what streams of zip, gzip and PDF hold that lie in no file"));
    only_raw(
        search.add_option("--image", told.images, "Only this image, by its id; may be given again")->type_name("ID"));
    only_raw(search.add_option("--reason", told.reason, "Why it is looked at, for the ledger (default: examination)"));
}

Result<void> raw_search(Session& session, const RawSearch& told) {
    std::vector<std::string> texts = told.patterns;
    std::optional<ReadList> list;
    if (!told.list.empty()) list = TRY(read_keyword_list(told.list));
    if (list) {
        for (const auto& [line, term] : list->terms) {
            texts.push_back(term);
            if (!told.regex && says_more_than_letters(term))
                std::fprintf(
                    stderr,
                    "sanad: line %zu of the list: \"%s\" is looked for letter by letter: --raw knows no quotation "
                    "marks, *, parentheses, AND, OR, NOT, NEAR or fields\n",
                    line, shown(term).c_str());
        }
    }
    std::vector<SearchPattern> patterns;
    for (const std::string& text : texts) {
        SearchPattern pattern{text, told.regex, told.case_sensitive, told.folded};
        if (std::find(patterns.begin(), patterns.end(), pattern) == patterns.end())
            patterns.push_back(std::move(pattern));
    }
    if (patterns.empty()) return failure(Fault::refused, "nothing to look for: give a pattern, or --list FILE");

    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    std::vector<Id> images = told.images;
    if (images.empty()) {
        for (const ImageRow& image : TRY(reader.images())) images.push_back(image.id);
    }
    if (images.empty()) return failure(Fault::not_found, "no evidence in this case yet");
    for (const Id image : images) TRY(reader.image(image));
    std::unique_ptr<CaseCustody> custody;
    if (told.no_record)
        tell_not_recorded();
    else
        custody = TRY(CaseCustody::open_for_reading(session, folder));
    if (custody) {
        for (const Id image : images) TRY(custody->may_access(image));
    }

    if (list && !told.no_record) keep_in_case(folder, *list);
    Output out;
    Printer printer{session, out, patterns, list ? &*list : nullptr, told.limit, !told.no_unpack};
    SweepSettings settings;
    settings.workers = told.workers;
    settings.packed = !told.no_unpack;
    bool taken = true;
    Result<void> done;
    for (const Id image : images) {
        const ImageRow row = TRY(reader.image(image));
        printer.image(row);
        if (row.state != ImageState::examined) {
            std::fprintf(stderr,
                         "sanad: image %lld is not examined to its end: hits cannot be told by file; sanad ingest\n",
                         static_cast<long long>(image));
        }
        const auto began = std::chrono::steady_clock::now();
        auto end = sweep(folder, image, patterns, settings, session.stop, session.show_progress(),
                         [&](const SweepHit& hit) { return taken = printer.hit(hit); });
        if (custody) {
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
            TRY(custody->accessed(image, fmt::format("every byte, searched for {} patterns", patterns.size()), 1,
                                  took.count(), told.reason));
        }
        if (!end) {
            done = tl::unexpected{end.error()};
            break;
        }
        tell_gaps(session, *end);
        printer.finish(*end, patterns.size());
        if (!end->finished) {
            if (taken) session.status = Status::could_not_tell;
            if (taken) std::fprintf(stderr, "sanad: stopped: what follows was not scanned\n");
            break;
        }
    }
    if (custody) TRY(custody->session().close());
    if (done && taken) {
        printer.table();
    } else if (!session.json) {
        printer.hits();
    }
    Result<void> written = out.finish();
    if (!written) return written;
    return done;
}

}  // namespace sanad
