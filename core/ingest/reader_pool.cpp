#include "core/ingest/reader_pool.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace sanad {

using Clock = std::chrono::steady_clock;

struct ReaderPool::Worker {
    ReaderRole role;
    WorkerProcess process;
    std::optional<WorkerProcess> inflater{};  ///< a walker's, where chunks are shared
    std::optional<ReaderJob> job{};           ///< what it works on
    bool opening = true;                      ///< has not answered `open` yet
    bool dead = false;
    Clock::time_point heard = Clock::now();
};

Outcome JobEnd::outcome() const {
    switch (how) {
        case How::done:
            return Outcome::examined;
        case How::crashed:
            return Outcome::crashed;
        case How::timed_out:
            return Outcome::timed_out;
        case How::broke_contract:
            return Outcome::broke_contract;
        case How::failed:
            break;
    }
    switch (error.fault) {
        case Fault::unsupported:
            return Outcome::unsupported;
        case Fault::encrypted:
            return Outcome::encrypted;
        case Fault::limit:
            return Outcome::limited;
        case Fault::unreadable:
        case Fault::unavailable:
            return Outcome::unreadable;
        default:
            return Outcome::damaged;
    }
}

ReaderPool::ReaderPool(Settings settings, const SegmentList& segments)
    : settings_{std::move(settings)}, segments_{segments} {}

ReaderPool::~ReaderPool() = default;

Result<std::unique_ptr<ReaderPool>> ReaderPool::create(Settings settings, const SegmentList& segments) {
    std::unique_ptr<ReaderPool> pool{new ReaderPool{std::move(settings), segments}};
    if (pool->settings_.memory_bytes != 0) pool->memory_ = TRY(SharedMemory::create(pool->settings_.memory_bytes));
    return pool;
}

void ReaderPool::submit(ReaderJob job) {
    auto& queue = waiting_[job.role];
    ++queued_;
    if (!job.urgent) {
        queue.push_back(std::move(job));
        return;
    }
    const auto first_patient = std::find_if(queue.begin(), queue.end(), [](const ReaderJob& j) { return !j.urgent; });
    queue.insert(first_patient, std::move(job));
}

Result<WorkerProcess> ReaderPool::start_process(ReaderRole role, const ReaderHandedOver& handed) {
    WorkerCommand command;
    command.program = settings_.program;
    command.arguments = handed.arguments(role);
    command.inherited_fds = handed.descriptors();
    OpenRequest request{segments_};
    for (SegmentFile& segment : request.segments.files) {
        const int inherited = first_inherited_fd + static_cast<int>(command.inherited_fds.size());
        command.inherited_fds.push_back(segment.fd);
        segment.fd = inherited;
    }
    if (segments_.container == Container::directory) command.arguments.emplace_back("--directory");
    auto process = TRY(WorkerProcess::start(command));
    process.channel().send(static_cast<std::uint32_t>(ReaderFrame::open), encode(request));
    return process;
}

Result<void> ReaderPool::start(ReaderRole role) {
    ReaderHandedOver handed;
    const Scratch* scratch = settings_.scratch.get();
    if (role == ReaderRole::content) {
        if (memory_) handed.memory = memory_->fd();
        if (scratch != nullptr) {
            handed.table = scratch->table_fd();
            handed.scratch = scratch->fd();
        }
        auto process = TRY(start_process(role, handed));
        workers_.push_back(std::make_unique<Worker>(Worker{role, std::move(process)}));
        return {};
    }
    if (scratch == nullptr) {
        auto process = TRY(start_process(role, handed));
        workers_.push_back(std::make_unique<Worker>(Worker{role, std::move(process)}));
        return {};
    }
    // A walker and its inflater live and die together: whichever is lost, both are replaced.
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return failure(Fault::system, fmt::format("cannot make a socket: {}", std::strerror(errno)));
    auto started = [&]() -> Result<std::unique_ptr<Worker>> {
        auto inflater = TRY(start_process(ReaderRole::inflater, {-1, scratch->table_fd(), scratch->fd(), ends[0]}));
        auto walker = TRY(start_process(role, {-1, -1, scratch->read_only_fd(), ends[1]}));
        return std::make_unique<Worker>(Worker{role, std::move(walker), std::move(inflater)});
    }();
    for (const int end : ends) ::close(end);
    workers_.push_back(TRY(std::move(started)));
    return {};
}

Result<void> ReaderPool::start_where_needed() {
    for (const auto& [role, queue] : waiting_) {
        const auto same_role = [role = role](const auto& worker) { return worker->role == role; };
        const auto here = static_cast<std::size_t>(std::count_if(workers_.begin(), workers_.end(), same_role));
        const auto free = static_cast<std::size_t>(std::count_if(
            workers_.begin(), workers_.end(), [&](const auto& worker) { return same_role(worker) && !worker->job; }));
        for (std::size_t i = free; i < queue.size() && here + (i - free) < settings_.workers; ++i) TRY(start(role));
    }
    return {};
}

void ReaderPool::give_jobs() {
    for (auto& worker : workers_) {
        auto& queue = waiting_[worker->role];
        if (worker->dead || worker->opening || worker->job || queue.empty()) continue;
        worker->job = std::move(queue.front());
        queue.pop_front();
        --queued_;
        ++busy_;
        worker->heard = Clock::now();
        // A failed send shows as the channel's end, where the loss is handled once for all cases.
        worker->process.channel().send(static_cast<std::uint32_t>(worker->job->request), worker->job->body);
    }
}

Result<void> ReaderPool::step(std::chrono::milliseconds timeout) {
    if (fatal_) return tl::unexpected{*fatal_};
    TRY(start_where_needed());
    give_jobs();

    std::vector<pollfd> polled;
    polled.reserve(workers_.size());
    for (const auto& worker : workers_) polled.push_back({worker->process.channel().fd(), POLLIN, 0});
    const int ready = ::poll(polled.data(), polled.size(), static_cast<int>(timeout.count()));
    // Callbacks may submit jobs but never start workers, so indexes stay true while they run.
    for (std::size_t i = 0; ready > 0 && i < polled.size(); ++i) {
        if (polled[i].revents != 0) hear(*workers_[i]);
    }
    const auto now = Clock::now();
    for (std::size_t i = 0; i < polled.size(); ++i) {
        Worker& worker = *workers_[i];
        const auto patience = worker.job ? worker.job->patience : std::chrono::seconds{60};
        if (worker.dead || (!worker.job && !worker.opening) || now - worker.heard < patience) continue;
        worker.process.kill();
        lose(worker, JobEnd::How::timed_out, fmt::format("no sign of life for {} s", patience.count()));
    }
    std::erase_if(workers_, [](const auto& worker) { return worker->dead; });
    if (fatal_) return tl::unexpected{*fatal_};
    give_jobs();
    return {};
}

void ReaderPool::hear(Worker& worker) {
    worker.heard = Clock::now();
    Channel& channel = worker.process.channel();
    const bool open = channel.pump();
    while (!worker.dead) {
        auto frame = channel.next();
        if (!frame) break;
        handle(worker, std::move(*frame));
    }
    if (worker.dead) return;
    if (channel.broken()) {
        worker.process.kill();
        lose(worker, JobEnd::How::broke_contract, "announced a message larger than allowed");
    } else if (!open) {
        std::string reason = worker.process.wait(std::chrono::milliseconds{2000});
        const std::string words = worker.process.last_words();
        if (!words.empty()) reason += ": " + words;
        // With its walker gone an inflater ends at once; waited for, so that the reason does not depend on who is seen
        // first.
        if (worker.inflater) worker.inflater->wait(std::chrono::milliseconds{2000});
        if (worker.inflater && !worker.inflater->ended_well()) {
            reason +=
                fmt::format("; the one that inflates for it {}", worker.inflater->ended().value_or("did not end"));
            const std::string last = worker.inflater->last_words();
            if (!last.empty()) reason += ": " + last;
        }
        lose(worker, JobEnd::How::crashed, std::move(reason));
    }
}

void ReaderPool::handle(Worker& worker, Channel::Frame frame) {
    const auto kind = static_cast<ReaderFrame>(frame.kind);
    const bool is_end = kind == ReaderFrame::done || kind == ReaderFrame::failed;
    if (worker.opening) {
        if (kind == ReaderFrame::done) {
            if (auto facts = decode_image_facts(frame.body)) {
                facts_ = std::move(*facts);
                worker.opening = false;
                failed_opens_ = 0;
                return;
            }
        } else if (kind == ReaderFrame::failed) {
            if (auto error = decode_error(frame.body)) {
                fatal_ = std::move(*error);
                worker.dead = true;
                return;
            }
        }
    } else if (worker.job && is_end) {
        if (kind == ReaderFrame::done) {
            finish(worker, {JobEnd::How::done, std::move(frame.body), {}});
            return;
        }
        if (auto error = decode_error(frame.body)) {
            error->what = worker.job->subject + ": " + error->what;
            finish(worker, {JobEnd::How::failed, {}, std::move(*error)});
            return;
        }
    } else if (worker.job && worker.job->on_stream && worker.job->on_stream(kind, frame.body)) {
        return;
    }
    worker.process.kill();
    lose(worker, JobEnd::How::broke_contract, fmt::format("sent a message that may not be (kind {})", frame.kind));
}

void ReaderPool::lose(Worker& worker, JobEnd::How how, std::string reason) {
    worker.dead = true;
    ++readers_lost_;
    if (worker.opening && ++failed_opens_ >= 3) {
        // Three in a row, before any job: it is the image or the machine, not bad luck.
        fatal_ =
            Error{Fault::damaged, fmt::format("{}: the reader cannot open it: {}",
                                              segments_.files.empty() ? "image" : segments_.files[0].path, reason)};
    }
    if (!worker.job) return;
    const std::string what = fmt::format("{}: reader {}", worker.job->subject, reason);
    finish(worker, {how, {}, {Fault::damaged, what}});
}

void ReaderPool::finish(Worker& worker, JobEnd end) {
    // The worker is free before the callback runs, so that the callback may submit what follows.
    const ReaderJob job = std::move(*worker.job);
    worker.job.reset();
    --busy_;
    if (job.on_end) job.on_end(std::move(end));
}

bool ReaderPool::ends_run(const JobEnd& end) const {
    if (end.how != JobEnd::How::failed) return false;
    return end.error.fault == Fault::unavailable || (settings_.scratch && end.error.fault == Fault::system);
}

Result<std::optional<JobEnd>> ReaderPool::ask(ReaderJob job, const std::function<bool()>& go_on) {
    // The job may outlive this call.
    const auto end = std::make_shared<std::optional<JobEnd>>();
    job.on_end = [end](JobEnd&& how) { *end = std::move(how); };
    submit(std::move(job));
    while (!*end && go_on()) TRY(step(std::chrono::milliseconds{200}));
    return std::move(*end);
}

Result<JobEnd> ReaderPool::ask(ReaderJob job) {
    return std::move(*TRY(ask(std::move(job), [] { return true; })));
}

Result<ImageFacts> ReaderPool::open(ReaderRole role) {
    TRY(start(role));
    const auto opening = [&] {
        return std::any_of(workers_.begin(), workers_.end(), [](const auto& worker) { return worker->opening; });
    };
    while (opening()) TRY(step(std::chrono::milliseconds{100}));
    if (fatal_) return tl::unexpected{*fatal_};
    if (workers_.empty()) {
        if (failed_opens_ < 3) return open(role);
        return failure(Fault::damaged, "the reader cannot open the image");
    }
    return facts_;
}

void ReaderPool::retire(ReaderRole role) {
    std::erase_if(workers_, [role](const auto& worker) { return worker->role == role && !worker->job; });
}

std::vector<pid_t> ReaderPool::reader_pids() const {
    std::vector<pid_t> pids;
    for (const auto& worker : workers_) pids.push_back(worker->process.pid());
    return pids;
}

}  // namespace sanad
