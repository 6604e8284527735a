#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <thread>

#include "core/base/text.hpp"
#include "core/cli/batch_plan.hpp"
#include "core/cli/batch_report.hpp"
#include "core/cli/case_custody.hpp"
#include "core/cli/ingest_options.hpp"
#include "core/cli/output.hpp"
#include "core/cli/session.hpp"
#include "core/cli/signing.hpp"
#include "core/cli/summary.hpp"
#include "core/cli/zone.hpp"
#include "core/custody/agent.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// What one examination may take at the most (its readers included), see the limits of core/ingest.
constexpr std::uint64_t memory_of_one = std::uint64_t{1536} << 20;

std::uint64_t available_memory() {
    std::uint64_t bytes = UINT64_MAX;
    std::ifstream meminfo{"/proc/meminfo"};
    for (std::string key, unit; meminfo >> key;) {
        std::uint64_t kib = 0;
        if (key != "MemAvailable:") continue;
        if (meminfo >> kib) bytes = kib * 1024;
        break;
    }
    std::uint64_t limit = 0;
    if (std::ifstream group{"/sys/fs/cgroup/memory.max"}; group >> limit) bytes = std::min(bytes, limit);
    return bytes;
}

// Where a child finds its passphrase.
constexpr int passphrase_descriptor = 3;

struct BatchTold {
    std::string source;
    std::string out;
    unsigned jobs = 0;
    std::string time_zone, clock_zone;  ///< of every case, and of every device's clock
    IngestOptions ingest;
    AuthorityOptions authority;
};

/// Who signs in every case of the batch, and what unlocks the keys for each examination.
struct Signing {
    std::string person;
    std::string words;  ///< lines for --passphrase-fd; empty: the agent has the keys, or none is needed

    Signing() = default;
    Signing(const Signing&) = delete;
    Signing& operator=(const Signing&) = delete;
    Signing(Signing&& other) noexcept : person{std::move(other.person)}, words{std::move(other.words)} {}
    ~Signing() { wipe(words); }
};

/// One child at work.
struct Running {
    pid_t pid;
    std::size_t item;
    Clock::time_point began;
};

class Batch {
public:
    Batch(Session& session, fs::path out, std::vector<BatchItem> items, const BatchTold& told, const Signing& signing)
        : session_{session}, out_{std::move(out)}, told_{told}, jobs_{told.jobs}, signing_{signing} {
        for (BatchItem& item : items) results_.push_back(BatchResult{std::move(item)});
    }
    /// What stands in the folder and is not examined, each with the reason.
    void leave_out(std::vector<std::string> left) { left_out_ = std::move(left); }
    Result<void> run();

private:
    fs::path case_path(const BatchItem& item) const { return out_ / (item.case_name + ".sanad"); }
    fs::path log_path(const BatchItem& item) const { return out_ / (item.case_name + ".log"); }
    Result<pid_t> start(const BatchItem& item) const;
    void finished(std::size_t at, int status, double seconds);
    bool read_case(BatchResult& result);
    std::string last_words(const BatchItem& item) const;
    void tell(const char* event, const BatchResult& result) const;
    Result<void> write_summary() const;
    std::string left_out_words() const {
        if (left_out_.empty()) return {};
        return fmt::format(
            "{} left out, and why: left-out.txt. An image among them is examined by a manifest.",
            left_out_.size() == 1 ? "One file or folder was" : grouped(left_out_.size()) + " files and folders were");
    }

    Session& session_;
    fs::path out_;
    const BatchTold& told_;
    unsigned jobs_;
    const Signing& signing_;
    unsigned workers_ = 1;
    std::vector<BatchResult> results_;
    std::vector<std::string> left_out_;
};

Result<pid_t> Batch::start(const BatchItem& item) const {
    // Everything is made before fork: between it and exec only calls that are safe there.
    std::vector<std::string> words{"sanad",
                                   "--progress",
                                   "none",
                                   "examine",
                                   item.image.string(),
                                   "--case",
                                   case_path(item).string(),
                                   "--workers",
                                   std::to_string(workers_)};
    for (std::string& word : told_.ingest.words()) words.push_back(std::move(word));
    if (!told_.time_zone.empty()) words.push_back("--time-zone=" + told_.time_zone);
    if (!told_.clock_zone.empty()) words.push_back("--clock-zone=" + told_.clock_zone);
    if (!item.exhibit.empty()) words.push_back("--exhibit=" + item.exhibit);
    if (!item.examiner.empty()) words.push_back("--examiner=" + item.examiner);
    words.push_back("--as=" + signing_.person);
    if (!session_.role.empty()) words.push_back("--role=" + session_.role);
    const AuthorityOptions& authority = told_.authority;
    for (const std::string& id : authority.ids) words.push_back("--authority=" + id);
    if (!authority.override_reason.empty()) words.push_back("--override-authority=" + authority.override_reason);
    if (!authority.approved_by.empty()) words.push_back("--approved-by=" + authority.approved_by);
    // Through a pipe, never as an argument: those are for everybody to see. It fits into the pipe's own memory.
    int passphrase[2] = {-1, -1};
    if (!signing_.words.empty()) {
        if (::pipe2(passphrase, O_CLOEXEC) != 0 ||
            ::write(passphrase[1], signing_.words.data(), signing_.words.size()) !=
                static_cast<ssize_t>(signing_.words.size())) {
            return failure(Fault::system, fmt::format("cannot hand over the passphrase: {}", std::strerror(errno)));
        }
        ::close(passphrase[1]);
        words.push_back(fmt::format("--passphrase-fd={}", passphrase_descriptor));
    }
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    const int log = ::open(log_path(item).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    const pid_t parent = ::getpid();
    const pid_t child = nothing < 0 || log < 0 ? -1 : ::fork();
    if (child == 0) {
        // In a group of its own: the terminal's Ctrl-C reaches the batch, which then stops its children in order.
        ::setpgid(0, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (::getppid() != parent) ::_exit(127);
        ::signal(SIGPIPE, SIG_DFL);
        ::dup2(nothing, STDIN_FILENO);
        ::dup2(nothing, STDOUT_FILENO);
        ::dup2(log, STDERR_FILENO);
        if (passphrase[0] == passphrase_descriptor) {
            ::fcntl(passphrase[0], F_SETFD, 0);
        } else if (passphrase[0] >= 0) {
            ::dup2(passphrase[0], passphrase_descriptor);
        }
        ::execv("/proc/self/exe", arguments.data());
        ::_exit(127);
    }
    const int reason = errno;
    if (nothing >= 0) ::close(nothing);
    if (log >= 0) ::close(log);
    if (passphrase[0] >= 0) ::close(passphrase[0]);
    if (child < 0) return failure(Fault::system, fmt::format("cannot start an examination: {}", std::strerror(reason)));
    return child;
}

std::string Batch::last_words(const BatchItem& item) const {
    std::ifstream log{log_path(item)};
    std::string last;
    for (std::string line; std::getline(log, line);) {
        if (!line.empty()) last = line.substr(0, 500);
    }
    return last.starts_with("sanad: ") ? last.substr(7) : last;
}

/// What the case says of the image. False when it is not examined to its end.
bool Batch::read_case(BatchResult& result) {
    const auto folder = CaseFolder::open(case_path(result.item));
    if (!folder) return false;
    auto reader = folder->reader();
    if (!reader) return false;
    const auto images = reader->images();
    if (!images || images->empty()) return false;
    bool examined = true;
    result.size = result.files = result.deleted = result.mismatches = result.errors = 0;
    result.verification.clear();
    result.damaged = false;
    auto& needs = result.needs_a_person;
    needs.clear();
    for (const ImageRow& image : *images) {
        examined = examined && image.state == ImageState::examined;
        result.size += image.facts.size;
        if (const auto summary = reader->summary(image.id)) {
            result.files += summary->files;
            result.deleted += summary->deleted;
            result.mismatches += summary->mismatches;
            if (summary->damaged_bytes != 0) {
                result.damaged = true;
                needs.push_back(fmt::format("{} bytes of the image are damaged and were read as zeros",
                                            grouped(summary->damaged_bytes)));
            }
            for (const auto& [outcome, count] : summary->not_read) {
                if (outcome == name_of(Outcome::noted)) continue;
                needs.push_back(fmt::format("{} contents not read: {}", count, outcome));
            }
        }
        if (const auto lost = files_not_had_whole(*reader, image.id); !lost) {
            needs.push_back(lost.error().what);
        } else if (*lost != 0) {
            result.damaged = true;
            needs.push_back(fmt::format("{} in use could not be examined whole; `sanad case show` names {}",
                                        *lost == 1 ? "a file" : grouped(*lost) + " files", *lost == 1 ? "it" : "them"));
        }
        if (const auto rows = reader->verification(image.id)) {
            bool compared = false;
            for (const Verification& row : *rows) {
                if (row.result == "no_stored_hash") continue;
                compared = true;
                if (row.result == "mismatch") {
                    result.verification = "mismatch";
                    needs.push_back(row.algorithm + " does NOT match the stored value");
                }
            }
            if (result.verification.empty() && !rows->empty())
                result.verification = compared ? "match" : "no stored hash";
        }
        if (const auto rows = reader->file_systems(image.id)) {
            for (const FileSystemRow& row : *rows) {
                if (is_left_unlisted(row.facts)) {
                    needs.push_back(fmt::format("volume at byte {} not examined: {} ({})", row.facts.offset,
                                                row.facts.type, row.facts.reason));
                } else if (row.facts.readable && row.walk_state == WalkState::partial) {
                    needs.push_back(fmt::format("{} at byte {} listed only in part", row.facts.type, row.facts.offset));
                }
                if (row.facts.readable && !row.facts.reason.empty()) {
                    needs.push_back(
                        fmt::format("{} at byte {}: {}", row.facts.type, row.facts.offset, row.facts.reason));
                }
            }
        }
        if (!image.facts.acquisition_errors.empty()) {
            needs.push_back(fmt::format("the acquiring tool recorded {} ranges that it could not read",
                                        image.facts.acquisition_errors.size()));
        }
        const auto outcomes = reader->outcomes(image.id, std::nullopt, [&](const OutcomeRow& row) {
            if (is_shortcoming(row.outcome)) ++result.errors;
            return true;
        });
        if (!outcomes) needs.push_back(outcomes.error().what);
        if (result.seconds > 0) continue;
        if (const auto runs = reader->runs(image.id); runs && runs->size() == 1 && runs->front().finished_at) {
            result.seconds = static_cast<double>(runs->front().finished_at->ns - runs->front().started_at.ns) / 1e9;
        }
    }
    return examined;
}

void Batch::tell(const char* event, const BatchResult& result) const {
    if (session_.progress == "none") return;
    if (session_.progress == "json") {
        std::fprintf(stderr, "{\"event\":\"%s\",\"image\":%s,\"state\":\"%s\"}\n", event,
                     json_string(result.item.image.string()).c_str(), result.state.c_str());
        return;
    }
    if (::isatty(STDERR_FILENO) == 0) return;
    const auto done =
        std::count_if(results_.begin(), results_.end(), [](const auto& row) { return row.state != "waiting"; });
    std::fprintf(stderr, "[%lld/%zu] %s %s\n", static_cast<long long>(done), results_.size(),
                 std::string_view{event} == "started" ? "examining" : result.state.c_str(),
                 shown(result.item.image.string()).c_str());
}

void Batch::finished(std::size_t at, int status, double seconds) {
    BatchResult& result = results_[at];
    result.seconds = seconds;
    const bool examined = read_case(result);
    const bool ended_well = WIFEXITED(status) && WEXITSTATUS(status) <= 1;
    if (examined && ended_well) {
        result.state = "examined";
        // An empty log says nothing.
        std::error_code ignored;
        if (fs::file_size(log_path(result.item), ignored) == 0) fs::remove(log_path(result.item), ignored);
    } else if (session_.stop) {
        result.state = "stopped";
    } else {
        result.state = "failed";
        std::string reason = last_words(result.item);
        if (WIFSIGNALED(status))
            reason = fmt::format("the examination was killed by signal {}{}{}", WTERMSIG(status),
                                 reason.empty() ? "" : ": ", reason);
        result.needs_a_person.insert(result.needs_a_person.begin(),
                                     "FAILED: " + (reason.empty() ? "no reason given" : reason));
    }
    tell("finished", result);
}

Result<void> Batch::write_summary() const {
    const auto write = [&](const char* name, const std::string& text) -> Result<void> {
        // Written beside and moved into place, so that a full disk leaves the last good one.
        const fs::path part = out_ / fmt::format(".{}.part", name);
        std::ofstream file{part, std::ios::binary | std::ios::trunc};
        file << text;
        file.close();
        std::error_code error;
        if (file) fs::rename(part, out_ / name, error);
        if (!file || error)
            return failure(Fault::system, fmt::format("{}: cannot be written", shown((out_ / name).string())));
        return {};
    };
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    TRY(write("summary.csv", batch_csv(results_)));
    if (!left_out_.empty()) {
        std::string text;
        for (const std::string& line : left_out_) text += shown(line) + '\n';
        TRY(write("left-out.txt", text));
    }
    return write("summary.html",
                 batch_html(results_, iso8601(Timestamp{now.tv_sec * 1'000'000'000}), left_out_words()));
}

Result<void> Batch::run() {
    const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
    if (jobs_ == 0) {
        const std::uint64_t by_memory = std::max<std::uint64_t>(1, available_memory() / memory_of_one);
        jobs_ = static_cast<unsigned>(std::min<std::uint64_t>(cores, by_memory));
    }
    jobs_ = std::max(1u, std::min<unsigned>(jobs_, static_cast<unsigned>(results_.size())));
    workers_ = told_.ingest.workers != 0 ? told_.ingest.workers : std::max(1u, cores / jobs_);

    std::vector<Running> running;
    std::size_t next = 0;
    bool told_to_stop = false;
    Result<void> started;
    while (next < results_.size() || !running.empty()) {
        while (!session_.stop && started && running.size() < jobs_ && next < results_.size()) {
            BatchResult& result = results_[next];
            if (read_case(result)) {
                result.state = "examined before";
                tell("finished", result);
            } else {
                result = BatchResult{result.item};
                const auto child = start(result.item);
                if (child) {
                    tell("started", result);
                    running.push_back({*child, next, Clock::now()});
                } else {
                    started = tl::unexpected{child.error()};
                }
            }
            ++next;
        }
        if (running.empty() && (session_.stop || !started)) break;
        if (session_.stop && !told_to_stop) {
            for (const Running& child : running) ::kill(child.pid, SIGTERM);
            told_to_stop = true;
        }
        bool any = false;
        for (std::size_t i = 0; i < running.size();) {
            int status = 0;
            if (::waitpid(running[i].pid, &status, WNOHANG) != running[i].pid) {
                ++i;
                continue;
            }
            const Running ended = running[i];
            running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
            finished(ended.item, status, std::chrono::duration<double>(Clock::now() - ended.began).count());
            TRY(write_summary());
            any = true;
        }
        if (!any && !running.empty()) std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    TRY(write_summary());
    Output out;
    if (session_.json) {
        for (const BatchResult& result : results_) out.write(batch_json(result));
    } else {
        out.write(batch_table(results_));
        if (!left_out_.empty()) out.write(left_out_words() + "\n");
        out.write(fmt::format("summary.csv and summary.html are in {}\n", shown(out_.string())));
    }
    TRY(out.finish());
    if (!started) return started;
    const auto any = [&](auto condition) { return std::any_of(results_.begin(), results_.end(), condition); };
    if (any([](const BatchResult& row) { return !row.state.starts_with("examined"); })) {
        session_.status = Status::could_not_tell;
    } else if (any([](const BatchResult& row) { return row.verification == "mismatch" || row.damaged; })) {
        session_.status = Status::finding_against;
    }
    return {};
}

/// Asked once, in the evening; a wrong passphrase is told then and not in every log.
Result<Signing> signing_for(const Session& session, const std::string& supervisor) {
    IdentityStore store = TRY(IdentityStore::open());
    Signing signing;
    signing.person = TRY(acting_name(session, store));
    signing.words.reserve(8192);
    // In the order in which an examination asks for them.
    for (const std::string& name : {signing.person, supervisor}) {
        if (name.empty() || name == "unattested") continue;
        const Identity identity = TRY(store.identity(name));
        const auto held = agent_keys(usual_agent_folder(), identity.person, identity.public_keys());
        if (held) continue;
        if (held.error().fault != Fault::not_found) return tl::unexpected{held.error()};
        const UnlockWords words = TRY(ask_unlock_words(session, identity));
        TRY(unlock_with(identity, words));
        for (const SecretText* word : {&words.passphrase, &words.pin}) {
            if (!word->text().empty()) signing.words.append(word->text()).append("\n");
        }
    }
    return signing;
}

Result<void> batch_run(Session& session, const BatchTold& told) {
    // What no examination would take is told now, and not in every log.
    for (const std::string& zone : {told.time_zone, told.clock_zone}) TRY(check_zone(zone));
    TRY(told.ingest.with_modules());
    std::error_code error;
    const fs::path out = fs::absolute(told.out).lexically_normal();
    fs::create_directories(out, error);
    if (error) return failure(Fault::system, fmt::format("{}: {}", shown(out.string()), error.message()));
    std::vector<std::string> left;
    std::vector<BatchItem> items =
        TRY(fs::is_directory(told.source) ? find_images(told.source, out, left) : read_batch_manifest(told.source));
    if (items.empty()) return failure(Fault::not_found, shown(told.source) + ": no image in it");
    const Signing signing = TRY(signing_for(session, told.authority.approved_by));
    Batch batch{session, out, std::move(items), told, signing};
    batch.leave_out(std::move(left));
    return batch.run();
}

}  // namespace

void add_batch_verbs(CLI::App& app, Session& session) {
    const auto told = std::make_shared<BatchTold>();
    CLI::App* noun = app.add_subcommand("batch", "Many images, unattended");
    noun->require_subcommand(1);
    CLI::App* run = noun->add_subcommand("run", "Examine many images, a case each; what fails never stops the rest");
    run->add_option("source", told->source, "A manifest (CSV), or a folder: every image in it")->required();
    run->add_option("--out", told->out, "Folder for the cases and the summary")->required()->type_name("DIR");
    run->add_option("--jobs", told->jobs, "Images at once (default: as many as cores and memory allow)")
        ->type_name("N")
        ->check(CLI::Range(1, 64));
    run->add_option("--time-zone", told->time_zone, "Zone for showing times, such as Asia/Karachi");
    run->add_option("--clock-zone", told->clock_zone,
                    "Zone of the seized devices' own clocks, for times recorded without one (FAT)");
    told->ingest.add_to(*run);
    told->authority.add_to(*run);
    run->footer(
        "Examples:\n  sanad batch run /mnt/seized --out /cases/2026-114\n"
        "  sanad batch run list.csv --out /cases/2026-114 --jobs 4 --modules 'windows.*' --time-zone Asia/Karachi\n\n"
        "The manifest has a header row and the columns image, case, exhibit, examiner; only image is required:\n"
        "  image,case,exhibit,examiner\n  laptop.E01,lantern-laptop,RV/1,R. Vance\n\n"
        "Overnight, an identity with the role service signs, unlocked in the agent for the night: it adds images, "
        "runs\n"
        "jobs and reads, nothing else. So an investigating officer makes the cases (DIR/CASE.sanad, named in the\n"
        "manifest), registers the items and records the authority, which --authority names, before it starts.\n\n"
        "Run again, it goes on: what is examined is left alone. summary.csv and summary.html say what was examined,\n"
        "how fast, and what needs a person. Ends with 2 when an image could not be examined, else 1 when one is\n"
        "damaged or does not match its stored hash, or a file in use could not be examined whole.");
    run->callback([&session, told] { session.succeeded(batch_run(session, *told)); });
}

}  // namespace sanad
