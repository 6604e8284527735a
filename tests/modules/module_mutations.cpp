// Every module against damaged files, in its worker: whatever it makes of them, the host must say how it ended, in time
// and without findings of what failed. Crashes of the libraries inside are contained; they are counted and shown.
//
//   module_mutations [--plugins FOLDER] [--module NAME] [--mutations N] [--samples N] [--seconds N] [--keep FOLDER]
//                    [FILE or FOLDER …]
//
// Samples are the files given, or those of the corpus, that a module wants, smallest first; and for each signature it
// wants, a file that has nothing else.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/text.hpp"
#include "core/ingest/file_type.hpp"
#include "core/module/module_host.hpp"
#include "core/module/plugins.hpp"
#include "tests/modules/mutation.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

struct Asked {
    fs::path plugins = fs::path{SANAD_BINARY_DIR} / "plugins";
    std::optional<std::string> module;
    std::optional<fs::path> keep;
    std::vector<fs::path> files;
    std::uint64_t mutations = 1000;
    std::size_t samples = 3;
    std::optional<double> seconds;
};

[[noreturn]] void fail(const std::string& why) {
    fmt::print(stderr, "module_mutations: {}\n", why);
    std::exit(2);
}

Asked asked_by(int count, char** words) {
    Asked asked;
    for (int i = 1; i < count; ++i) {
        const std::string_view word = words[i];
        const auto value = [&]() -> std::string {
            if (++i == count) fail(fmt::format("{} wants a value", word));
            return words[i];
        };
        if (word == "--plugins")
            asked.plugins = value();
        else if (word == "--module")
            asked.module = value();
        else if (word == "--mutations")
            asked.mutations = std::stoull(value());
        else if (word == "--samples")
            asked.samples = std::stoul(value());
        else if (word == "--seconds")
            asked.seconds = std::stod(value());
        else if (word == "--keep")
            asked.keep = value();
        else if (word.starts_with("--"))
            fail(fmt::format("no option {}", word));
        else
            asked.files.emplace_back(word);
    }
    return asked;
}

// ---- samples -------------------------------------------------------------------------------------------------------

struct Candidate {
    fs::path path;
    std::uint64_t size = 0;
    bool in_corpus = false;  ///< path is then the corpus's
};

constexpr std::uint64_t largest_sample = std::uint64_t{4} << 20;

/// The corpus by its manifest, which has the sizes of packed files too: their fields stand third and fourth from the
/// end.
std::vector<Candidate> corpus_candidates() {
    std::vector<Candidate> found;
    const auto corpus = tests::corpus();
    if (!corpus) return found;
    std::ifstream manifest{*corpus / "MANIFEST.csv"};
    for (std::string line; std::getline(manifest, line);) {
        std::string path = line.substr(0, line.find(','));
        if (!path.starts_with("files/") || path.starts_with("files/images/")) continue;
        std::vector<std::string> last;
        for (std::string rest = line; last.size() < 4 && rest.find(',') != std::string::npos;) {
            last.push_back(rest.substr(rest.rfind(',') + 1));
            rest.resize(rest.rfind(','));
        }
        std::error_code none;
        std::uint64_t size = fs::file_size(*corpus / path, none);
        if (none) continue;
        if (path.ends_with(".xz") && last.size() == 4 && !last[2].empty()) {
            size = std::strtoull(last[2].c_str(), nullptr, 10);
            path.resize(path.size() - 3);
        }
        found.push_back({path, size, true});
    }
    return found;
}

std::vector<Candidate> given_candidates(const std::vector<fs::path>& files) {
    std::vector<Candidate> found;
    for (const fs::path& path : files) {
        if (!fs::is_directory(path)) {
            found.push_back({path, fs::file_size(path)});
            continue;
        }
        for (const auto& entry : fs::recursive_directory_iterator{path}) {
            if (entry.is_regular_file()) found.push_back({entry.path(), entry.file_size()});
        }
    }
    return found;
}

std::optional<std::string> bytes_at(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

struct Sample {
    std::string path;
    std::string mime_type;
    std::string bytes;
    std::vector<std::pair<std::string, std::string>> companions;  ///< path, bytes
};

/// As the manifest has it; and where it names a folder that evidence has and the corpus has not, by the name alone.
bool is_wanted(const Manifest& manifest, const FileAtHand& file) {
    if (wants(manifest, file)) return true;
    return std::ranges::any_of(manifest.wants, [&](const Interest& interest) {
        const std::string_view name = name_in(interest.pattern);
        return interest.match == Match::path_glob && name.find_first_not_of("*?") != std::string_view::npos &&
               glob_match(name, name_in(file.path), true);
    });
}

class Samples {
public:
    explicit Samples(std::vector<Candidate> candidates) : candidates_{std::move(candidates)} {
        std::erase_if(candidates_, [](const Candidate& each) { return each.size == 0 || each.size > largest_sample; });
        std::ranges::sort(candidates_, [](const Candidate& a, const Candidate& b) {
            return std::pair{a.size, a.path} < std::pair{b.size, b.path};
        });
        if (auto database = bytes_at("/usr/share/mime/magic")) {
            if (auto typer = FileTyper::with_database(bytes_of(*database))) typer_.emplace(std::move(*typer));
        }
    }

    std::vector<Sample> of(const Manifest& manifest, std::size_t most) {
        std::vector<Sample> samples = bare_signatures(manifest);
        const std::size_t enough = samples.size() + most;
        for (std::size_t i = 0; i < candidates_.size() && samples.size() < enough; ++i) {
            const Head& head = head_of(i);
            const std::string path = candidates_[i].path.string();
            const FileAtHand at_hand{path, head.mime_type, bytes_of(head.bytes)};
            if (head.file.empty() || !is_wanted(manifest, at_hand)) continue;
            if (auto bytes = bytes_at(head.file)) {
                samples.push_back(
                    {path, head.mime_type, std::move(*bytes), companions_of(manifest, at_hand, head.file)});
            }
        }
        return samples;
    }

private:
    struct Head {
        fs::path file;  ///< empty: it cannot be read
        std::string bytes, mime_type;
    };

    /// Read once for all modules.
    const Head& head_of(std::size_t number) {
        const auto [known, is_new] = heads_.try_emplace(number);
        if (!is_new) return known->second;
        Head& head = known->second;
        const Candidate& candidate = candidates_[number];
        const auto file = candidate.in_corpus ? tests::corpus_file(candidate.path.string()) : candidate.path;
        auto bytes = file ? bytes_at(*file) : std::nullopt;
        if (!bytes) return head;
        head.file = *file;
        head.bytes = bytes->substr(0, FileTyper::head_size);
        if (typer_) head.mime_type = typer_->type_of(bytes_of(head.bytes), bytes->size()).mime;
        return head;
    }

    static std::vector<std::pair<std::string, std::string>> companions_of(const Manifest& manifest,
                                                                          const FileAtHand& file,
                                                                          const fs::path& place) {
        std::vector<std::pair<std::string, std::string>> found;
        std::error_code none;
        for (const auto& entry : fs::directory_iterator{place.parent_path(), none}) {
            const std::string name = entry.path().filename().string();
            std::error_code unread;
            if (found.size() < most_companions && entry.is_regular_file(unread) &&
                entry.file_size(unread) <= largest_sample && name != name_in(file.path) &&
                is_companion(manifest, file, name)) {
                if (auto bytes = bytes_at(entry.path())) found.emplace_back(entry.path().string(), std::move(*bytes));
            }
        }
        return found;
    }

    static std::vector<Sample> bare_signatures(const Manifest& manifest) {
        std::vector<Sample> samples;
        constexpr std::size_t most = 4;
        for (const Interest& interest : manifest.wants) {
            if (interest.match != Match::signature || samples.size() == most) continue;
            tests::Chance chance{interest.pattern.size()};
            std::string bytes(interest.offset + interest.pattern.size() + 4096, '\0');
            for (char& c : bytes) c = static_cast<char>(chance.next());
            bytes.replace(interest.offset, interest.pattern.size(), interest.pattern);
            samples.push_back({"a signature and nothing else", "application/octet-stream", std::move(bytes), {}});
        }
        return samples;
    }

    std::vector<Candidate> candidates_;
    std::map<std::size_t, Head> heads_;
    std::optional<FileTyper> typer_;
};

// ---- running -------------------------------------------------------------------------------------------------------

/// Beyond the host's own deadline: how long a machine that is busy with other things may take to kill a worker.
constexpr auto grace = 20s;

struct Told {
    std::uint64_t runs = 0;
    std::map<Outcome, std::uint64_t> outcomes;
    std::map<std::string, std::uint64_t> crashes;  ///< by their words
    std::chrono::duration<double> slowest{}, all{};
};

class Mutations {
public:
    Mutations(const Asked& asked, ModuleLimits limits) : asked_{asked}, limits_{limits} {}

    /// False: the host failed.
    bool run(ModuleHost& host, const std::vector<Sample>& samples, std::optional<Clock::time_point> until) {
        Told told;
        bool sound = true;
        for (std::uint64_t number = 0; number < asked_.mutations && sound; ++number) {
            for (const Sample& sample : samples) {
                if (until && told.runs > 0 && Clock::now() > *until) break;
                sound = once(host, sample, number, told) && sound;
            }
        }
        print(host.manifest(), samples.size(), told);
        return sound;
    }

private:
    bool once(ModuleHost& host, const Sample& sample, std::uint64_t number, Told& told) {
        // The first is the file as it is; where there are companions, every fourth mutation is theirs.
        const bool in_companion = !sample.companions.empty() && number % 4 == 3;
        const auto damaged = [&](const std::string& bytes) {
            return number == 0 ? bytes : tests::Mutation{bytes, number}.done();
        };
        const std::string bytes = in_companion ? sample.bytes : damaged(sample.bytes);
        std::vector<std::string> kept;
        std::vector<StreamOffer> companions;
        kept.reserve(sample.companions.size());
        for (const auto& [path, content] : sample.companions) {
            kept.push_back(in_companion ? damaged(content) : content);
            companions.push_back({path, bytes_of(kept.back())});
        }
        const auto before = Clock::now();
        const auto run = host.examine({{sample.path, bytes_of(bytes)}, sample.mime_type, std::move(companions)});
        const std::chrono::duration<double> took = Clock::now() - before;
        ++told.runs;
        told.slowest = std::max(told.slowest, took);
        told.all += took;
        const std::string which = fmt::format("{} on {}, mutation {}", host.manifest().name, sample.path, number);
        if (!run) {
            fmt::print("{}: the host failed: {}\n", which, run.error().what);
            return false;
        }
        ++told.outcomes[run->outcome];
        bool sound = true;
        const bool counts = run->outcome == Outcome::examined || run->outcome == Outcome::damaged;
        if (!counts && !(run->artifacts.empty() && run->texts.empty() && run->derived.empty())) {
            fmt::print("{}: ended {} and has findings all the same\n", which, name_of(run->outcome));
            sound = false;
        }
        if (took > limits_.patience + grace) {
            fmt::print("{}: took {:.1f} s\n", which, took.count());
            sound = false;
        }
        if (run->outcome == Outcome::crashed || run->outcome == Outcome::timed_out ||
            run->outcome == Outcome::broke_contract) {
            if (told.crashes[run->detail]++ == 0) {
                fmt::print("  {}: {}: {}\n", which, name_of(run->outcome), run->detail.substr(0, 300));
            }
            if (asked_.keep) keep(host.manifest().name, sample, number, bytes);
        }
        return sound;
    }

    void keep(const std::string& module, const Sample& sample, std::uint64_t number, const std::string& bytes) const {
        fs::create_directories(*asked_.keep);
        const std::string name = fmt::format("{}-{}-{}", module, number, name_in(sample.path));
        std::ofstream{*asked_.keep / name, std::ios::binary} << bytes;
    }

    static void print(const Manifest& manifest, std::size_t samples, const Told& told) {
        std::string outcomes;
        for (const auto& [outcome, count] : told.outcomes) outcomes += fmt::format(", {} {}", name_of(outcome), count);
        fmt::print("{:<28} {:>2} samples {:>7} runs in {:.0f} s, slowest {:.2f} s{}\n", manifest.name, samples,
                   told.runs, told.all.count(), told.slowest.count(), outcomes);
        std::fflush(stdout);
    }

    const Asked& asked_;
    ModuleLimits limits_;
};

}  // namespace

int main(int count, char** words) {
    const Asked asked = asked_by(count, words);
    ModuleLimits limits;
    if (asked.seconds) {  // the short form: a module that hangs costs seconds, not the whole time
        limits.patience = 4s;
        limits.patience_per_mib = 250ms;
    }
    const auto plugins = plugins_in(asked.plugins);
    if (!plugins) fail(plugins.error().what);
    Samples samples{asked.files.empty() ? corpus_candidates() : given_candidates(asked.files)};
    if (asked.files.empty() && !tests::corpus()) fmt::print("no corpus: the samples are bare signatures\n");

    const auto begun = Clock::now();
    Mutations mutations{asked, limits};
    bool sound = true;
    const bool named_so = asked.module && std::ranges::any_of(*plugins, [&](const fs::path& plugin) {
                              return plugin.stem() == *asked.module;
                          });
    for (std::size_t i = 0; i < plugins->size(); ++i) {
        if (named_so && (*plugins)[i].stem() != *asked.module) continue;  // no other need be started
        auto host = ModuleHost::load((*plugins)[i], limits);
        if (!host) {
            fmt::print("{}: {}\n", (*plugins)[i].string(), host.error().what);
            sound = false;
            continue;
        }
        if (asked.module && host->manifest().name != *asked.module) continue;
        const std::vector<Sample> found = samples.of(host->manifest(), asked.samples);
        if (found.empty()) {
            fmt::print("{:<28} skipped: no sample\n", host->manifest().name);
            continue;
        }
        std::optional<Clock::time_point> until;
        if (asked.seconds) {
            const std::chrono::duration<double> left =
                std::chrono::duration<double>{*asked.seconds} - (Clock::now() - begun);
            until = Clock::now() + std::chrono::duration_cast<Clock::duration>(left / (plugins->size() - i));
        }
        sound = mutations.run(*host, found, until) && sound;
    }
    return sound ? 0 : 1;
}
