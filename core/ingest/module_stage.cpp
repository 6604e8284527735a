#include "core/ingest/module_stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <thread>

#include "core/base/text.hpp"
#include "core/crypto/digest.hpp"
#include "core/custody/plain_file.hpp"
#include "core/module/plugins.hpp"
#include "core/search/text_index.hpp"

namespace sanad {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t page = 512;          ///< files looked at together
constexpr std::size_t most_waiting = 64;   ///< tasks given out and not yet recorded
constexpr std::size_t most_warnings = 20;  ///< of one file, in its outcome
constexpr auto commit_every = std::chrono::seconds{1};
constexpr std::string_view state_key = "modules";

Result<Sha256Digest> digest_of_file(const std::filesystem::path& path) {
    PlainFile file = TRY(PlainFile::open(path));
    Sha256 sha256;
    std::vector<Byte> buffer(1 << 16);
    for (;;) {
        const std::size_t length = TRY(file.read(buffer));
        if (length == 0) return sha256.finish();
        sha256.update(Bytes{buffer}.first(length));
    }
}

/// Threads that take tasks in order and leave their ends to be fetched in order.
class Workers {
public:
    using Make = std::function<std::unique_ptr<ModuleWorker>()>;
    Workers(unsigned count, const Make& make) {
        for (unsigned i = 0; i < count; ++i) threads_.emplace_back([this, make] { work(make); });
    }
    ~Workers() {
        {
            const std::lock_guard lock{mutex_};
            closing_ = true;
            tasks_.clear();
        }
        given_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }
    void give(std::uint64_t number, ModuleTask task) {
        {
            const std::lock_guard lock{mutex_};
            tasks_.emplace_back(number, std::move(task));
        }
        given_.notify_one();
    }
    /// The end of task `number`, when it is there within `patience`.
    std::optional<Result<ModuleTaskEnd>> take(std::uint64_t number, std::chrono::milliseconds patience) {
        std::unique_lock lock{mutex_};
        if (!ended_.wait_for(lock, patience, [&] { return ends_.contains(number); })) return std::nullopt;
        auto node = ends_.extract(number);
        return std::move(node.mapped());
    }

private:
    void work(const Make& make) {
        // Nothing may leave a thread: what was thrown is the end of the task.
        std::unique_ptr<ModuleWorker> worker;
        std::unique_lock lock{mutex_};
        for (;;) {
            given_.wait(lock, [&] { return closing_ || !tasks_.empty(); });
            if (closing_) return;
            const auto [number, task] = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            Result<ModuleTaskEnd> end = failure(Fault::system, "");
            try {
                if (!worker) worker = make();
                end = worker->examine(task);
            } catch (const std::exception& error) {
                end = failure(Fault::system, fmt::format("a module worker: {}", error.what()));
            }
            lock.lock();
            ends_.emplace(number, std::move(end));
            ended_.notify_all();
        }
    }

    std::mutex mutex_;
    std::condition_variable given_, ended_;
    std::deque<std::pair<std::uint64_t, ModuleTask>> tasks_;
    std::map<std::uint64_t, Result<ModuleTaskEnd>> ends_;
    bool closing_ = false;
    std::vector<std::thread> threads_;
};

/// A member's path below its container's; a hostile name cannot climb out of it.
std::string path_inside(std::string_view container, std::string_view name) {
    std::string path{container};
    bool any = false;
    while (!name.empty()) {
        const std::size_t slash = std::min(name.find('/'), name.size());
        const std::string_view part = name.substr(0, slash);
        name.remove_prefix(std::min(slash + 1, name.size()));
        if (part.empty() || part == "." || part == "..") continue;
        path += '/';
        path += part;
        any = true;
    }
    return any ? path : path + "/unnamed";
}

/// A plugin and what it says of itself.
struct Introduced {
    std::filesystem::path path;
    Result<Manifest> manifest;
};

/// Asks them side by side: each is a process of its own, and waiting for it is most of the work.
std::vector<Introduced> introduce(const std::vector<std::filesystem::path>& plugins) {
    std::vector<Introduced> introduced;
    for (const auto& plugin : plugins) introduced.push_back({plugin, failure(Fault::system, "not asked")});
    std::atomic<std::size_t> next{0};
    const auto ask = [&] {
        // Nothing may leave a thread.
        for (std::size_t i = next++; i < introduced.size(); i = next++) {
            try {
                const auto host = ModuleHost::load(introduced[i].path);
                introduced[i].manifest = host ? Result<Manifest>{host->manifest()} : tl::unexpected{host.error()};
            } catch (const std::exception& error) {
                introduced[i].manifest = failure(Fault::system, error.what());
            }
        }
    };
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) others.emplace_back(ask);
    ask();
    others.clear();
    return introduced;
}

/// The plugins with these names, when files named after them introduce themselves so: no other has to be started then.
std::optional<std::vector<Introduced>> introduce_named(const std::vector<std::filesystem::path>& all,
                                                       const std::vector<std::string>& names) {
    const auto paths = plugins_named(all, names);
    if (paths.empty()) return std::nullopt;
    auto introduced = introduce(paths);
    const bool as_named = std::ranges::all_of(introduced, [](const Introduced& plugin) {
        return plugin.manifest && plugin.manifest->name == plugin.path.stem().string();
    });
    if (!as_named) return std::nullopt;
    return introduced;
}

}  // namespace

Result<std::vector<ChosenModule>> choose_modules(const std::filesystem::path& folder,
                                                 const std::vector<std::string>& names,
                                                 std::vector<Error>& not_loaded) {
    std::vector<ChosenModule> modules;
    const auto all = TRY(plugins_in(folder));
    const auto named = introduce_named(all, names);
    for (const Introduced& plugin : named ? *named : introduce(all)) {
        if (!plugin.manifest) {
            not_loaded.push_back(plugin.manifest.error());
            continue;
        }
        const bool wanted = names.empty() || std::ranges::any_of(names, [&](const std::string& name) {
                                return glob_match(name, plugin.manifest->name, false);
                            });
        if (wanted) modules.push_back({plugin.path, *plugin.manifest, TRY(digest_of_file(plugin.path)), {}, {}});
    }
    std::ranges::sort(modules, {}, [](const ChosenModule& module) { return module.manifest.name; });
    return modules;
}

std::string modules_json(const std::vector<ChosenModule>& modules) {
    std::string json = "[";
    for (const ChosenModule& module : modules) {
        json += fmt::format(R"({}{{"build":"{}","name":{},)", json.size() == 1 ? "" : ",", hex(module.build),
                            json_string(module.manifest.name));
        if (!module.settings_record.empty()) json += fmt::format(R"("settings":{},)", module.settings_record);
        json += fmt::format(R"("version":{}}})", json_string(module.manifest.version));
    }
    return json + "]";
}

ModuleStage::ModuleStage(const CaseFolder& folder, CaseWriter& writer, Id image,
                         const std::vector<ChosenModule>& modules, ModuleStageSettings settings, Progress& progress,
                         std::function<void(bool now)> show, TextIndex* index)
    : folder_{folder},
      writer_{writer},
      image_{image},
      modules_{modules},
      settings_{std::move(settings)},
      progress_{progress},
      show_{std::move(show)},
      index_{index} {}

/// What the findings depend on besides the image: another choice means other findings.
std::string ModuleStage::with() const {
    std::string with = modules_json(modules_);
    if (settings_.exclude_known && settings_.hash_lookup != nullptr)
        with += " without known of " + settings_.hash_lookup->json();
    return with;
}

/// What was left out is said where everything not examined is said.
Result<void> ModuleStage::record_exclusion() {
    if (!settings_.exclude_known) return {};
    TRY(writer_.commit());
    const ContentTotals known = TRY(reader_->known_contents(image_));
    if (known.contents == 0) return {};
    return writer_.add_outcome(
        {image_, Subject::image, image_, "module", "", "", Outcome::limited,
         fmt::format("{} contents ({} bytes) stand in a hash set of known files and were given to no "
                     "module (--exclude-known modules)",
                     known.contents, known.bytes)});
}

// "ID modules": where it stands, and with which modules it came there.
Result<void> ModuleStage::checkpoint() {
    const std::string state = fmt::format("{} {}", done_, with());
    TRY(writer_.put_state(image_, state_key, bytes_of(state)));
    // Texts first: those of files that the case does not know as done are taken out again when it goes on.
    if (index_ != nullptr) TRY(index_->commit());
    return writer_.commit();
}

Result<ModuleStage::Origin> ModuleStage::origin_of(Id file) {
    const auto known = origins_.find(file);
    if (known != origins_.end()) return known->second;
    // Not of this run, or no derived file: follow what the case says.
    Origin origin{file, 0};
    for (Id at = file;;) {
        const auto rows = TRY(reader_->rows(std::span{&at, 1}));
        if (rows.empty() || !rows[0].derived_from) break;
        at = *rows[0].derived_from;
        origin.root = at;
        ++origin.depth;
    }
    return origin;
}

Result<void> ModuleStage::record_answer(Id file, const ModuleAnswer& answer, const std::vector<KeptFile>& kept) {
    const Manifest& manifest = modules_[answer.module].manifest;
    const ModuleRun& run = answer.run;
    OutcomeRow row;
    row.image = image_;
    row.subject = Subject::file;
    row.subject_id = file;
    row.step = "module";
    row.module = manifest.name;
    row.version = manifest.version;
    row.outcome = run.outcome;
    row.detail = run.detail;
    for (std::size_t i = 0; i < std::min(run.warnings.size(), most_warnings); ++i) {
        row.detail += fmt::format("{}at byte {}: {}", row.detail.empty() ? "" : "; ", run.warnings[i].source.offset,
                                  run.warnings[i].message);
    }
    const std::uint64_t left =
        run.warnings.size() - std::min(run.warnings.size(), most_warnings) + run.warnings_not_kept;
    if (left != 0) row.detail += fmt::format("; and {} more warnings", left);
    for (const Artifact& artifact : run.artifacts) {
        const auto stream = static_cast<std::size_t>(artifact.source.stream);
        TRY(writer_.add_artifact(file, manifest.name, manifest.version, answer.streams.at(stream), artifact));
        ++progress_.artifacts;
    }
    for (const ModuleText& found : run.texts) {
        if (index_ == nullptr) break;
        IndexedText text;
        text.image = image_;
        text.file = file;
        text.source = TextSource::module;
        text.module = manifest.name;
        text.version = manifest.version;
        text.source_file = answer.streams.at(static_cast<std::size_t>(found.source.stream));
        text.source_offset = found.source.offset;
        text.source_length = found.source.length;
        TRY(index_->begin_text(text));
        TRY(index_->append(found.text, std::nullopt, true));
        TRY(index_->end_text());
    }
    if (!kept.empty()) {
        const Origin origin = TRY(origin_of(file));
        auto& [files, bytes] = derived_[origin.root];
        std::uint64_t left_out = 0;
        for (const KeptFile& member : kept) {
            if (origin.depth + 1 > settings_.most_nesting || files >= settings_.most_derived_files ||
                bytes + member.size > settings_.most_derived_bytes) {
                ++left_out;
                continue;
            }
            const AddedFile added = TRY(
                writer_.add_derived_file(file, path_inside(paths_.at(file), member.name), member.size, member.result));
            if (added.new_content && !(member.identifiers.hits.empty() && member.identifiers.not_kept.empty())) {
                TRY(writer_.put_identifiers(
                    image_,
                    {IdentifierSource::What::content, static_cast<std::uint64_t>(*added.content), 0, std::nullopt},
                    member.identifiers.hits, member.identifiers.not_kept));
            }
            if (settings_.hash_lookup != nullptr && added.content) {
                TRY(settings_.hash_lookup->look_up(writer_, *added.content, member.size, member.result.digests));
            }
            if (added.content && member.size != 0) ++progress_.files_offered;
            origins_[added.file] = {origin.root, origin.depth + 1};
            ++files;
            bytes += member.size;
        }
        if (left_out != 0) {
            row.outcome = Outcome::limited;
            row.detail += fmt::format(
                "{}{} of {} files in it are left out: nested deeper than {}, or more than {} files or "
                "{} bytes out of one",
                row.detail.empty() ? "" : "; ", left_out, kept.size(), settings_.most_nesting,
                settings_.most_derived_files, settings_.most_derived_bytes);
        }
    }
    count(file, row, answer.module, run.artifacts.size());
    return writer_.add_outcome(row);
}

void ModuleStage::count(Id file, const OutcomeRow& row, std::size_t module, std::uint64_t findings) {
    ModuleProgress& so_far = progress_.modules.at(module);
    ++so_far.examined;
    so_far.findings += findings;
    if (!is_shortcoming(row.outcome)) return;
    ++so_far.errors;
    ++progress_.errors;
    const auto path = paths_.find(file);
    progress_.tell(
        {file, path == paths_.end() ? std::string{} : path->second, row.step, row.module, row.outcome, row.detail});
}

void ModuleStage::passed(std::uint64_t files) {
    progress_.files_passed = std::max(progress_.files_passed, files);
    progress_.files_offered = std::max(progress_.files_offered, progress_.files_passed);
}

/// What is to be offered: files_for_modules() gives the same, a page at a time.
Result<void> ModuleStage::begin_progress() {
    progress_.modules.clear();
    for (const ChosenModule& module : modules_) progress_.modules.push_back({module.manifest.name});
    FileQuery offered;
    offered.image = image_;
    offered.content_states = {ContentState::done};
    offered.min_size = 1;
    progress_.files_offered = TRY(reader_->count(offered));
    return {};
}

Result<void> ModuleStage::record(const ModuleTask& task, ModuleTaskEnd& end) {
    for (std::size_t i = 0; i < end.answers.size(); ++i) TRY(record_answer(task.file, end.answers[i], end.kept[i]));
    if (!end.not_read.empty()) {
        for (const std::size_t module : task.modules) {
            const OutcomeRow row{image_,
                                 Subject::file,
                                 task.file,
                                 "module",
                                 modules_[module].manifest.name,
                                 modules_[module].manifest.version,
                                 end.not_read_outcome,
                                 end.not_read};
            TRY(writer_.add_outcome(row));
            count(task.file, row, module, 0);
        }
    }
    ++progress_.files_examined;
    return {};
}

/// The next page of files after `looked_at`, those among them that somebody wants into `waiting`.
Result<void> ModuleStage::look_at_more(Id& looked_at, std::deque<Wanted>& waiting, bool& no_more) {
    std::vector<FileToOffer> files = TRY(reader_->files_for_modules(image_, looked_at, page));
    no_more = files.empty();
    if (no_more) return {};
    looked_at = files.back().id;
    const std::uint64_t before = looked_through_;
    looked_through_ += files.size();
    if (settings_.exclude_known) std::erase_if(files, [](const FileToOffer& file) { return file.known; });
    std::span<const Bytes> heads;
    if (!wanted_by_->looked_at().empty()) {
        if (!heads_) {
            heads_.emplace(*reader_, TRY(ReadBack::open(folder_, image_, settings_.reader)), wanted_by_->looked_at());
        }
        heads = TRY(heads_->of(files));
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
        const Bytes head = heads.empty() ? Bytes{} : heads[i];
        auto modules = wanted_by_->of({files[i].path, files[i].mime_type, head});
        if (!modules.empty()) waiting.push_back({std::move(files[i]), std::move(modules), before + i + 1});
    }
    return {};
}

Result<bool> ModuleStage::run(const StopFlag& stop) {
    if (modules_.empty()) return true;
    progress_.phase = Phase::examining;
    show_(true);
    TRY(writer_.commit());
    reader_ = TRY(folder_.reader());
    if (const auto state = TRY(writer_.get_state(image_, state_key))) {
        const std::string_view text = text_of(*state);
        const std::size_t blank = std::min(text.find(' '), text.size());
        if (text.substr(std::min(blank + 1, text.size())) == with()) {
            done_ = std::strtoll(std::string{text.substr(0, blank)}.c_str(), nullptr, 10);
        } else {
            // Other modules, or other versions: what those found is not to be mixed with what these will.
            TRY(writer_.forget_modules(image_));
            if (index_ != nullptr) TRY(index_->forget_image(image_));
        }
    }
    if (index_ != nullptr) TRY(index_->forget_module_texts_after(image_, done_));
    TRY(checkpoint());
    TRY(begin_progress());
    std::vector<const Manifest*> manifests;
    for (const ChosenModule& module : modules_) manifests.push_back(&module.manifest);
    wanted_by_.emplace(manifests);
    unsigned count = settings_.workers != 0 ? settings_.workers : std::max(1u, std::thread::hardware_concurrency());
    Workers workers{count, [this] {
                        return std::make_unique<ModuleWorker>(folder_, image_, modules_, settings_.limits,
                                                              settings_.reader, settings_.identifiers);
                    }};

    struct Given {
        std::uint64_t number;
        ModuleTask task;
        std::uint64_t passed;
    };
    std::deque<Given> given;
    std::deque<Wanted> waiting;
    Id looked_at = 0;
    std::uint64_t next_number = 0;
    bool no_more = false;
    auto last_commit = Clock::now();
    std::map<Id, std::vector<std::size_t>> offered;  ///< by content: a hard link's other names offer nothing new
    const auto take_new = [&](const FileToOffer& file, std::vector<std::size_t>& modules) {
        if (file.link_count < 2) return;
        std::vector<std::size_t>& before = offered[file.content];
        std::erase_if(modules, [&](std::size_t module) { return std::ranges::find(before, module) != before.end(); });
        before.insert(before.end(), modules.begin(), modules.end());
    };
    // A run that goes on knows what the one before it offered.
    while (looked_at < done_ && !no_more && !stop) {
        TRY(look_at_more(looked_at, waiting, no_more));
        for (; !waiting.empty() && waiting.front().file.id <= done_; waiting.pop_front()) {
            take_new(waiting.front().file, waiting.front().modules);
        }
    }
    passed(waiting.empty() ? looked_through_ : waiting.front().passed - 1);
    progress_.files_passed_before = progress_.files_passed;
    no_more = false;
    while (!stop) {
        while (!stop && given.size() < most_waiting && !(no_more && waiting.empty())) {
            if (waiting.empty()) {
                if (given.empty()) {  // nobody wants anything up to here
                    done_ = std::max(done_, looked_at);
                    passed(looked_through_);
                }
                TRY(look_at_more(looked_at, waiting, no_more));
                continue;
            }
            auto [file, modules, files_passed] = std::move(waiting.front());
            waiting.pop_front();
            take_new(file, modules);
            if (modules.empty()) continue;
            if (!has_lookup_indexes_) {
                TRY(writer_.build_lookup_indexes());
                TRY(writer_.commit());
                has_lookup_indexes_ = true;
            }
            ModuleTask task{file.id, std::move(modules), {}};
            paths_[file.id] = std::move(file.path);
            workers.give(next_number, task);
            given.push_back({next_number++, std::move(task), files_passed});
        }
        if (stop) break;
        if (given.empty()) {
            done_ = std::max(done_, looked_at);
            passed(looked_through_);
            TRY(checkpoint());
            // What the last files gave is in the case now, and is offered in its turn.
            if (TRY(reader_->files_for_modules(image_, looked_at, 1)).empty()) {
                TRY(record_exclusion());
                progress_.files_offered = progress_.files_passed;  // nothing is left, whatever was expected
                show_(true);
                return true;
            }
            no_more = false;
            continue;
        }
        if (auto end = workers.take(given.front().number, std::chrono::milliseconds{200})) {
            const ModuleTask task = std::move(given.front().task);
            const std::uint64_t behind = given.front().passed;
            given.pop_front();
            if (!*end) return tl::unexpected{end->error()};
            TRY(record(task, **end));
            paths_.erase(task.file);
            done_ = task.file;
            passed(behind);
        }
        if (Clock::now() - last_commit >= commit_every) {
            TRY(checkpoint());
            last_commit = Clock::now();
        }
        show_(false);
    }
    TRY(checkpoint());
    return false;
}

}  // namespace sanad
