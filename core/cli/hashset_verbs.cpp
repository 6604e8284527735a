#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>

#include "core/base/text.hpp"
#include "core/cli/hash_set_choice.hpp"
#include "core/cli/output.hpp"
#include "core/cli/session.hpp"
#include "core/cli/summary.hpp"
#include "core/hashset/hash_import.hpp"
#include "core/hashset/hash_set_folder.hpp"

namespace sanad {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t refusals_told = 20;

struct HashSetTold {
    std::string folder;
    std::string name;
    bool check = false;
    // import
    std::vector<std::string> lists;
    std::string kind, category, version, source, algorithm, format;
    unsigned memory_mib = 512;
    bool replace = false;
    // lookup
    std::vector<std::string> digests, sets;
    std::string from;
    // export
    std::string to;
};

HashSetFolder folder_of(const HashSetTold& told) {
    return HashSetFolder{told.folder.empty() ? usual_hash_set_folder() : fs::path{told.folder}};
}

std::string algorithms_of(const HashSet& set) {
    std::string names;
    for (const HashTable& table : set.tables()) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", name_of(table.algorithm));
        if (set.tables().size() > 1) names += fmt::format(" {}", grouped(table.count));
    }
    return names;
}

JsonObject set_json(const HashSet& set) {
    const HashSetFacts& facts = set.facts();
    JsonArray categories;
    for (const std::string& category : facts.categories) {
        if (!category.empty()) categories.add(json_string(category));
    }
    JsonObject algorithms;
    for (const HashTable& table : set.tables()) algorithms.number(name_of(table.algorithm), table.count);
    return JsonObject{}
        .text("name", facts.name)
        .text("kind", name_of(facts.kind))
        .text("version", facts.version)
        .text("source", facts.source)
        .number("entries", set.count())
        .member("algorithms", algorithms.str())
        .member("categories", categories.str())
        .text("sha256", hex(set.digest()));
}

/// "list.db" becomes "list"; what a name may not hold becomes '-'.
std::string name_from(const fs::path& list) {
    std::string name = list.stem().string().substr(0, 64);
    for (char& letter : name) {
        if (!is_set_name(std::string_view{&letter, 1}) && letter != '.') letter = '-';
    }
    while (name.starts_with('.')) name.erase(0, 1);
    return name;
}

/// To standard error for people, into the object for programs: what the lists did not give.
void tell_refusals(const ImportedSet& set) {
    for (const ImportedList& list : set.lists) {
        const std::string name = shown(list.path);
        for (std::size_t i = 0; i < std::min(list.refusals.size(), refusals_told); ++i) {
            const RefusedLine& line = list.refusals[i];
            std::fprintf(stderr, "sanad: %s:%llu: %s: %s\n", name.c_str(), static_cast<unsigned long long>(line.place),
                         line.reason.c_str(), shown(line.line).c_str());
        }
        if (list.refused > refusals_told)
            std::fprintf(stderr, "sanad: %s: %s lines refused in all\n", name.c_str(), grouped(list.refused).c_str());
        if (list.empty_files != 0) {
            std::fprintf(stderr,
                         "sanad: %s: %s entries are the digest of an empty file; it says nothing and was left out\n",
                         name.c_str(), grouped(list.empty_files).c_str());
        }
        if (list.without != 0) {
            std::fprintf(stderr, "sanad: %s: %s entries do not give the algorithm that was asked for; left out\n",
                         name.c_str(), grouped(list.without).c_str());
        }
    }
}

std::string list_json(const ImportedList& list) {
    JsonArray refusals;
    for (const RefusedLine& line : list.refusals) {
        refusals.add(JsonObject{}.number("line", line.place).text("reason", line.reason).text("text", line.line).str());
    }
    JsonArray categories;
    for (const auto& [category, count] : list.categories) {
        if (!category.empty()) categories.add(JsonObject{}.text("category", category).number("entries", count).str());
    }
    return JsonObject{}
        .text("list", list.path)
        .text("format", name_of(list.format))
        .number("size", list.size)
        .text("sha256", hex(list.sha256))
        .number("taken", list.taken)
        .number("refused", list.refused)
        .number("empty_files", list.empty_files)
        .number("without_algorithm", list.without)
        .member("categories", categories.str())
        .member("refusals", refusals.str())
        .str();
}

Result<void> import_set(Session& session, const HashSetTold& told) {
    const HashSetFolder folder = folder_of(told);
    HashImportSettings settings;
    settings.name = told.name.empty() ? name_from(told.lists.front()) : told.name;
    if (!is_set_name(settings.name)) {
        return failure(Fault::refused,
                       fmt::format("--name {}: a set's name is letters, digits, '.', '_' and '-', at most 64",
                                   shown(settings.name)));
    }
    if (!told.kind.empty()) settings.kind = told.kind == "known" ? HashSetKind::known : HashSetKind::notable;
    settings.category = told.category;
    settings.version = told.version;
    settings.source = told.source;
    if (!told.algorithm.empty()) settings.algorithm = hash_algorithm(told.algorithm);
    if (!told.format.empty()) settings.format = list_format(told.format);
    settings.memory = std::uint64_t{told.memory_mib} << 20;
    const fs::path to = folder.file_of(settings.name);
    if (!told.replace && fs::exists(to)) {
        return failure(
            Fault::refused,
            fmt::format("there is a hash set \"{}\" already; --replace puts this one in its place", settings.name));
    }
    TRY(folder.create());
    const ImportedSet imported = TRY(import_hash_lists({told.lists.begin(), told.lists.end()}, settings, to));
    const HashSet set = TRY(folder.open(settings.name));
    Output out;
    if (session.json) {
        JsonArray lists;
        for (const ImportedList& list : imported.lists) lists.add(list_json(list));
        out.write(set_json(set).member("lists", lists.str()).line());
    } else {
        out.write(fmt::format("{}: {}, {} entries ({}){}\n", set.facts().name, name_of(set.facts().kind),
                              grouped(set.count()), algorithms_of(set),
                              set.facts().version.empty() ? "" : ", version " + shown(set.facts().version)));
        std::map<std::string, std::uint64_t> categories;
        for (const ImportedList& list : imported.lists) {
            out.write("  " + shown(provenance_line(list)) + "\n");
            for (const auto& [category, count] : list.categories) categories[category] += count;
        }
        if (categories.size() > 1 || !categories.begin()->first.empty()) {
            for (const auto& [category, count] : categories) {
                out.write(fmt::format("  {:<24}{:>14}\n",
                                      category.empty() ? "without a category" : "category " + shown(category),
                                      grouped(count)));
            }
        }
    }
    TRY(out.finish());
    tell_refusals(imported);
    const bool all = std::ranges::all_of(imported.lists, [](const ImportedList& list) { return list.refused == 0; });
    if (!all) session.status = Status::finding_against;
    return {};
}

Result<void> list_sets(Session& session, const HashSetTold& told) {
    const HashSetFolder folder = folder_of(told);
    Output out;
    for (const std::string& name : TRY(folder.names())) {
        const auto set = folder.open(name);
        if (!set) {
            session.fail(set.error());
            continue;
        }
        const HashSetFacts& facts = set->facts();
        out.write(session.json ? set_json(*set).line()
                               : fmt::format("{:<28} {:<8} {:>14}  {:<7} {:<16} {}\n", facts.name, name_of(facts.kind),
                                             grouped(set->count()), algorithms_of(*set), shown(facts.version),
                                             hex(set->digest()).substr(0, 16)));
    }
    return out.finish();
}

Result<void> show_set(Session& session, const HashSetTold& told) {
    const HashSet set = TRY(folder_of(told).open(told.name));
    const auto checked = set.check();
    Output out;
    const HashSetFacts& facts = set.facts();
    if (session.json) {
        JsonArray provenance;
        for (std::string_view left = facts.provenance; !left.empty();) {
            const std::size_t end = std::min(left.find('\n'), left.size());
            provenance.add(json_string(left.substr(0, end)));
            left.remove_prefix(std::min(end + 1, left.size()));
        }
        out.write(set_json(set)
                      .member("provenance", provenance.str())
                      .text("file", set.path().string())
                      .truth("whole", checked.has_value())
                      .line());
    } else {
        const auto line = [&](std::string_view label, std::string_view text) {
            if (!text.empty()) out.write(fmt::format("  {:<14}{}\n", label, text));
        };
        out.write(facts.name + "\n");
        line("kind", name_of(facts.kind));
        line("entries", grouped(set.count()));
        line("known by", algorithms_of(set));
        line("version", shown(facts.version));
        line("source", shown(facts.source));
        for (const std::string& category : facts.categories) line("category", shown(category));
        for (std::string_view left = facts.provenance; !left.empty();) {
            const std::size_t end = std::min(left.find('\n'), left.size());
            line("made of", shown(left.substr(0, end)));
            left.remove_prefix(std::min(end + 1, left.size()));
        }
        line("SHA-256", hex(set.digest()));
        line("file", shown(set.path().string()));
        line("whole", checked ? "yes: its digest is as stated, its records stand in order" : "NO");
    }
    TRY(out.finish());
    if (!checked) {
        std::fprintf(stderr, "sanad: %s\n", checked.error().what.c_str());
        session.status = Status::finding_against;
    }
    return {};
}

/// Sets that cannot tell of a digest of this kind: they keep entries under another one.
struct SilentSets {
    JsonArray names;
    std::string words;  ///< the sets and what they have, for people
};

/// A set keeps each entry under its strongest digest alone: another one of the same file does not find it.
SilentSets silent_about(HashAlgorithm algorithm, const std::vector<HashSet>& sets) {
    SilentSets silent;
    for (const HashSet& set : sets) {
        std::string others;
        for (const HashTable& table : set.tables()) {
            if (table.algorithm == algorithm || table.count == 0) continue;
            others +=
                fmt::format("{}{} by {}", others.empty() ? "" : ", ", grouped(table.count), name_of(table.algorithm));
        }
        if (others.empty()) continue;
        silent.names.add(json_string(set.facts().name));
        silent.words += fmt::format("{}{} ({})", silent.words.empty() ? "" : "; ", set.facts().name, others);
    }
    return silent;
}

/// A list that is asked about, from a file or a pipe.
class StreamBytes : public ListBytes {
public:
    StreamBytes(std::istream& in, const Session& session) : in_{in}, session_{session}, room_(64 << 10, '\0') {}
    Result<Bytes> next() override {
        if (session_.stop || !in_) return Bytes{};
        in_.read(room_.data(), static_cast<std::streamsize>(room_.size()));
        if (in_.bad()) return failure(Fault::unreadable, "cannot be read to its end");
        return bytes_of(std::string_view{room_.data(), static_cast<std::size_t>(in_.gcount())});
    }

private:
    std::istream& in_;
    const Session& session_;
    std::string room_;
};

/// The digests of a list, read as import reads them: remarks, what md5sum writes behind them, hashdeep's columns.
class AskedDigests : public ListTaker {
public:
    using Look = std::function<void(HashAlgorithm, Bytes, std::string_view)>;
    AskedDigests(Look look, std::string name) : look_{std::move(look)}, name_{std::move(name)} {}

    Result<void> take(std::uint64_t, const ListedDigests& digests) override {
        ask(HashAlgorithm::md5, digests.md5);
        ask(HashAlgorithm::sha1, digests.sha1);
        ask(HashAlgorithm::sha256, digests.sha256);
        return {};
    }
    Result<void> refuse(std::uint64_t place, std::string_view reason, std::string_view line) override {
        ++refused_;
        std::fprintf(stderr, "sanad: %s:%llu: %s: %s\n", name_.c_str(), static_cast<unsigned long long>(place),
                     std::string{reason}.c_str(), shown(line.substr(0, 160)).c_str());
        return {};
    }
    std::uint64_t refused() const { return refused_; }

private:
    void ask(HashAlgorithm algorithm, const Byte* digest) const {
        if (digest == nullptr) return;
        const Bytes bytes{digest, digest_size(algorithm)};
        look_(algorithm, bytes, hex(bytes));
    }

    Look look_;
    std::string name_;
    std::uint64_t refused_ = 0;
};

Result<void> look_up(Session& session, const HashSetTold& told) {
    const HashSetFolder folder = folder_of(told);
    std::vector<HashSet> sets;
    for (const std::string& name : told.sets.empty() ? TRY(folder.names()) : told.sets)
        sets.push_back(TRY(folder.open(name)));
    if (sets.empty()) return failure(Fault::not_found, fmt::format("no hash set in {}", shown(folder.path().string())));
    Output out;
    std::uint64_t wrong = 0;
    std::map<HashAlgorithm, SilentSets> silent_by;  // asked for at most once of each kind, however many digests come
    const auto look = [&](HashAlgorithm algorithm, Bytes bytes, std::string_view digest) {
        JsonArray hits;
        bool any = false;
        for (const HashSet& set : sets) {
            for (const std::uint8_t category : set.find(algorithm, bytes)) {
                any = true;
                const std::string named = set.category(category);
                if (session.json) {
                    JsonObject hit;
                    hit.text("set", set.facts().name).text("kind", name_of(set.facts().kind));
                    if (!named.empty()) hit.text("category", named);
                    hits.add(hit.str());
                } else {
                    out.write(fmt::format("{}  {:<8} {}{}\n", digest, name_of(set.facts().kind), set.facts().name,
                                          named.empty() ? "" : ", category " + shown(named)));
                }
            }
        }
        if (any) {
            if (session.json) out.write(JsonObject{}.text("digest", digest).member("hash_sets", hits.str()).line());
            return;
        }
        if (is_digest_of_nothing(algorithm, bytes)) {
            out.write(session.json
                          ? JsonObject{}
                                .text("digest", digest)
                                .member("hash_sets", hits.str())
                                .truth("empty_file", true)
                                .member("cannot_tell", JsonArray{}.str())
                                .line()
                          : fmt::format("{}  digest of an empty file: it says nothing, no set holds it\n", digest));
            return;
        }
        const auto [found, fresh] = silent_by.try_emplace(algorithm);
        if (fresh) found->second = silent_about(algorithm, sets);
        const SilentSets& silent = found->second;
        if (session.json) {
            JsonObject line;
            line.text("digest", digest).member("hash_sets", hits.str()).member("cannot_tell", silent.names.str());
            out.write(line.line());
        } else if (silent.words.empty()) {
            out.write(fmt::format("{}  unknown\n", digest));
        } else {
            out.write(fmt::format("{}  cannot tell: entries under other digests in {}\n", digest, silent.words));
        }
        if (!silent.words.empty()) session.status = Status::could_not_tell;
    };
    std::uint64_t number = 0;
    for (const std::string& digest : told.digests) {
        ++number;
        const auto bytes = from_hex(digest);
        std::optional<HashAlgorithm> algorithm;
        for (const HashAlgorithm each : hash_algorithms) {
            if (bytes && bytes->size() == digest_size(each)) algorithm = each;
        }
        if (algorithm) {
            look(*algorithm, bytes_of(*bytes), digest);
        } else {
            std::fprintf(stderr, "sanad: digest %llu: %s: no MD5, SHA-1 or SHA-256 in hexadecimal\n",
                         static_cast<unsigned long long>(number), shown(digest.substr(0, 160)).c_str());
            ++wrong;
        }
    }
    if (!told.from.empty()) {
        std::ifstream file;
        if (told.from != "-") {
            file.open(told.from, std::ios::binary);
            if (!file) return failure(Fault::not_found, shown(told.from) + ": cannot be opened");
        }
        StreamBytes bytes{told.from == "-" ? std::cin : file, session};
        AskedDigests asked{look, told.from == "-" ? "standard input" : shown(told.from)};
        const auto read = read_plain_list(bytes, asked);
        if (!read) return within(shown(told.from), read.error());
        wrong += asked.refused();
    }
    TRY(out.finish());
    if (wrong != 0) session.status = Status::could_not_tell;
    return {};
}

Result<void> export_set(const HashSetTold& told) {
    const HashSet set = TRY(folder_of(told).open(told.name));
    TRY(set.check());
    Output out;
    std::ofstream file;
    if (!told.to.empty()) {
        if (fs::exists(told.to)) return failure(Fault::refused, shown(told.to) + ": exists already");
        file.open(told.to, std::ios::binary);
        if (!file) return failure(Fault::system, shown(told.to) + ": cannot be made");
    }
    const auto write = [&](const std::string& line) {
        if (told.to.empty()) return out.write(line);
        file << line;
        return file.good();
    };
    const HashSetFacts& facts = set.facts();
    bool going = write(
        fmt::format("# hash set {}, {}{}; {} entries; SHA-256 of the set {}\n", facts.name, name_of(facts.kind),
                    facts.version.empty() ? "" : ", version " + shown(facts.version), set.count(), hex(set.digest())));
    if (going) {
        set.each([&](HashAlgorithm, Bytes digest, std::uint8_t category) {
            const std::string named = set.category(category);
            return going = write(hex(digest) + (named.empty() ? "" : "  " + shown(named)) + "\n");
        });
    }
    if (told.to.empty()) return out.finish();
    file.close();
    if (!going || !file) return failure(Fault::system, shown(told.to) + ": could not be written to its end");
    return {};
}

}  // namespace

void add_hashset_verbs(CLI::App& app, Session& session) {
    CLI::App* noun =
        app.add_subcommand("hashset", "Digests of known and of notable files: import, list, show, look up");
    noun->require_subcommand(1);
    const auto told = std::make_shared<HashSetTold>();
    noun->add_option("--dir", told->folder, "Folder of the sets (default: hashsets/ in the folder of identities)");

    CLI::App* import = noun->add_subcommand("import", "Make a set of lists that others publish");
    import
        ->add_option("list", told->lists,
                     "NSRL RDSv3 (SQLite) or NSRLFile.txt; a list of MD5, SHA-1 or SHA-256, also as md5sum or hashdeep "
                     "print it; an EnCase .hash; Project VIC or CAID JSON")
        ->required();
    import->add_option("--name", told->name, "Of the set (default: the first list's)");
    import
        ->add_option("--kind", told->kind,
                     "known: nothing to look at; notable: it matters (default for the NSRL: known)")
        ->check(CLI::IsMember({"known", "notable"}));
    import->add_option("--category", told->category, "Of entries whose list gives none");
    import->add_option("--version", told->version, "As its publisher says (default: as the list says)");
    import->add_option("--source", told->source, "Where it comes from, in your words (default: the lists' names)");
    import
        ->add_option("--algorithm", told->algorithm, "Only these digests (default: of each file the strongest listed)")
        ->check(CLI::IsMember({"md5", "sha1", "sha256"}));
    import->add_option("--format", told->format, "Of the lists (default: recognised)")
        ->check(CLI::IsMember({"plain", "hashdeep", "nsrl", "rds3", "encase", "vic"}));
    import
        ->add_option("--memory", told->memory_mib, "MiB for sorting (default 512); what does not fit goes to the disk")
        ->check(CLI::Range(1, 1 << 20));
    import->add_flag("--replace", told->replace, "In place of the set of this name");
    import->footer(
        "Examples:\n  sanad hashset import RDS_2024.03.1_modern_minimal.db --name nsrl\n"
        "  sanad hashset import stolen.md5 --kind notable --category 'ticket 4711'\n"
        "  sanad hashset import vics.json --kind notable --name project-vic\n\n"
        "A line that gives no digest is told with its number and the reason; the verb then ends with 1, and the set "
        "holds\n"
        "the rest. The digest of the empty file is left out of every set, and counted.");
    import->callback([&session, told] { session.succeeded(import_set(session, *told));
});

CLI::App* list = noun->add_subcommand("list", "The sets there are: name, kind, entries, algorithms, version, digest");
list->footer("Example:\n  sanad hashset list");
list->callback([&session, told] { session.succeeded(list_sets(session, *told)); });

CLI::App* show = noun->add_subcommand("show", "One set: what it is made of, and whether it is whole");
show->add_option("name", told->name, "The set's name")->required();
show->footer("Example:\n  sanad hashset show nsrl\n\nEnds with 1 when the set's file is not what it states.");
show->callback([&session, told] { session.succeeded(show_set(session, *told)); });

CLI::App* lookup = noun->add_subcommand("lookup", "Which sets hold these digests");
lookup->add_option("digest", told->digests, "MD5, SHA-1 or SHA-256 in hexadecimal");
lookup->add_option("--from", told->from,
                   "A list as import reads it: one digest a line, # remarks; - for standard input");
lookup->add_option("--set", told->sets, "Only in this set; may be given again")->allow_extra_args(false);
lookup->footer(
    "Examples:\n  sanad hashset lookup 43b9d17d311d34f7ba4b4f20093cf686\n"
    "  sha256sum *.exe | sanad hashset lookup --from - --json\n\n"
    "A set keeps each entry under the strongest digest that its list gave. Where a digest is not found and a set has\n"
    "entries under others, it cannot tell, and the verb ends with 2: ask with SHA-256, or let an examination compare\n"
    "all three.");
lookup->callback([&session, told] { session.succeeded(look_up(session, *told)); });

CLI::App* remove = noun->add_subcommand("remove", "Take a set away; cases that used it keep what it found");
remove->add_option("name", told->name, "The set's name")->required();
remove->footer("Example:\n  sanad hashset remove nsrl");
remove->callback([&session, told] { session.succeeded(folder_of(*told).remove(told->name)); });

CLI::App* out = noun->add_subcommand("export", "A set as a plain list, its digests in order");
out->add_option("name", told->name, "The set's name")->required();
out->add_option("--to", told->to, "File (default: standard output)");
out->footer("Example:\n  sanad hashset export nsrl --to nsrl.txt");
out->callback([&session, told] { session.succeeded(export_set(*told)); });
}  // namespace sanad

}  // namespace sanad
