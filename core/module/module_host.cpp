#include "core/module/module_host.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "core/base/descriptor.hpp"
#include "core/base/text.hpp"
#include "core/module/module_messages.hpp"
#include "core/module/shared_memory.hpp"
#include "core/module/worker_process.hpp"

namespace sanad {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t stream_alignment = 64;
constexpr std::size_t cheap_to_write = 256 << 10;
// When not everything fits: a quarter of the memory for what is small enough to be there whole, the rest for pieces.
constexpr std::uint64_t pieces_in_memory = 16;
constexpr std::uint64_t piece_slots = 12;
/// For a worker whose conversation has ended, to end itself.
constexpr auto parting = 2s;

/// What waiting for a worker's next message came to.
enum class Heard : std::uint8_t { frame, too_late, oversized, gone };

Heard next_frame(WorkerProcess& worker, Clock::time_point deadline, Channel::Frame& frame) {
    Channel& channel = worker.channel();
    bool listening = true;  // to standard error
    for (bool open = true;;) {
        // Looked at between any two frames: a worker that never stops talking has a deadline too.
        const auto left = deadline - Clock::now();
        if (left <= 0s) return Heard::too_late;
        if (auto next = channel.next()) {
            frame = std::move(*next);
            return Heard::frame;
        }
        if (channel.broken()) return Heard::oversized;
        if (!open) return Heard::gone;
        std::array<pollfd, 2> watched{{{channel.fd(), POLLIN, 0}, {listening ? worker.stderr_fd() : -1, POLLIN, 0}}};
        const auto patience = std::chrono::ceil<std::chrono::milliseconds>(left).count();
        if (poll(watched.data(), watched.size(), static_cast<int>(std::min<std::int64_t>(patience, 1 << 30))) < 0) {
            continue;
        }
        if ((watched[1].revents & POLLIN) != 0) {
            worker.last_words();
        } else if (watched[1].revents != 0) {
            listening = false;
        }
        if (watched[0].revents != 0) open = channel.pump();
    }
}

std::string end_of(WorkerProcess& worker) {
    const std::string end = worker.wait(parting);
    const std::string words = worker.last_words();
    return words.empty() ? end : fmt::format("{}; last words: {}", end, words);
}

std::string seconds(std::chrono::milliseconds time) {
    return fmt::format("{:.1f} s", static_cast<double>(time.count()) / 1000);
}

/// The file is number 0.
const StreamOffer& stream_of(const FileOffer& offer, std::size_t number) {
    return number == 0 ? offer.file : offer.companions[number - 1];
}

}  // namespace

struct ModuleHost::Loaded {
    Loaded(std::filesystem::path plugin_, int plugin_fd_, ModuleLimits limits_, std::string settings_,
           SharedMemory memory_, int memory_fd_)
        : plugin{std::move(plugin_)},
          plugin_fd{plugin_fd_},
          limits{limits_},
          settings{std::move(settings_)},
          memory{std::move(memory_)},
          memory_fd{memory_fd_} {}

    Result<Manifest> start();
    Result<void> open();
    Result<void> ensure_worker();
    ExamineRequest lay_out(const FileOffer& offer, std::uint64_t token);
    /// Puts a piece where the worker wants it. False: it wants what there is not.
    bool fill(const Channel::Frame& frame, const ExamineRequest& request, const FileOffer& offer);
    void clear(std::size_t from, std::size_t to);
    /// False: what the worker said belongs to the file before; the worker is gone, and this file is still unexamined.
    bool converse(FileExamination& examination, const ExamineRequest& request, const FileOffer& offer,
                  std::chrono::milliseconds patience);
    /// One question that the worker answers with one message of this kind.
    Result<Channel::Frame> ask(ModuleMessage question, Bytes body, ModuleMessage answer);

    std::filesystem::path plugin;
    Descriptor plugin_fd;
    ModuleLimits limits;
    std::string settings;
    SharedMemory memory;
    Descriptor memory_fd;  ///< through which nobody can write
    std::optional<WorkerProcess> worker;
    bool opened = false;
    bool fresh = false;  ///< the worker has had no file yet
    Manifest manifest;
    std::optional<Error> lost;  ///< the evidence itself cannot be reached any more
    std::size_t dirty = 0;      ///< first bytes of the memory that may hold evidence of earlier files
};

Result<Channel::Frame> ModuleHost::Loaded::ask(ModuleMessage question, Bytes body, ModuleMessage answer) {
    Channel::Frame frame;
    Heard heard = Heard::gone;
    if (worker->channel().send(static_cast<std::uint32_t>(question), body)) {
        heard = next_frame(*worker, Clock::now() + limits.patience, frame);
    }
    if (heard == Heard::frame && frame.kind == static_cast<std::uint32_t>(answer)) return frame;
    std::string why = "it answered with something else";
    if (heard == Heard::too_late) why = "no answer within " + seconds(limits.patience);
    if (heard == Heard::gone) why = end_of(*worker);
    worker.reset();
    return failure(Fault::unsupported, std::move(why));
}

Result<Manifest> ModuleHost::Loaded::start() {
    const WorkerCommand command{
        TRY(worker_program("sanad-worker")),
        {"--plugin", std::to_string(first_inherited_fd), "--memory", std::to_string(first_inherited_fd + 1),
         "--memory-limit", std::to_string(limits.memory_bytes)},
        {plugin_fd.number(), memory_fd.number()}};
    worker.emplace(TRY(WorkerProcess::start(command)));
    opened = false;
    const Channel::Frame frame = TRY(ask(ModuleMessage::introduce, {}, ModuleMessage::manifest));
    WireReader in{frame.body};
    Manifest introduced = take_manifest(in);
    if (!in.complete()) {
        worker.reset();
        return failure(Fault::unsupported, "its manifest does not decode");
    }
    return introduced;
}

Result<void> ModuleHost::Loaded::open() {
    WireWriter body;
    body.put_text(settings);
    const Channel::Frame frame = TRY(ask(ModuleMessage::open, body.bytes(), ModuleMessage::opened));
    WireReader in{frame.body};
    opened = fresh = in.take_bool();
    if (in.complete() && opened) return {};
    worker.reset();
    return failure(Fault::unsupported, "it refuses to work with these settings");
}

Result<void> ModuleHost::Loaded::ensure_worker() {
    // Nobody asked anything: whatever lies there belongs to no file and must not reach the next.
    if (worker && (!worker->channel().pump() || worker->channel().next())) worker.reset();
    if (!worker && TRY(start()) != manifest) {
        worker.reset();
        return failure(Fault::unsupported, "it introduced itself differently the second time");
    }
    return opened ? Result<void>{} : open();
}

ExamineRequest ModuleHost::Loaded::lay_out(const FileOffer& offer, std::uint64_t token) {
    ExamineRequest request{token, std::string{offer.mime_type}, {}, {}};
    std::uint64_t together = 0;
    bool whole = true;
    for (std::size_t i = 0; i <= offer.companions.size(); ++i) {
        const StreamOffer& stream = stream_of(offer, i);
        together += stream.size() + stream_alignment;
        whole = whole && !stream.read;
    }
    whole = whole && together - stream_alignment <= limits.window_bytes;
    const std::uint64_t piece = std::max<std::uint64_t>(limits.window_bytes / pieces_in_memory, 1);
    const std::size_t room = memory.writable().size();
    const std::size_t front =
        whole ? room : room - std::min<std::size_t>(room, static_cast<std::size_t>(piece * piece_slots));
    std::size_t written = 0;
    for (std::size_t i = 0; i <= offer.companions.size(); ++i) {
        const StreamOffer& stream = stream_of(offer, i);
        const std::size_t at = (written + stream_alignment - 1) / stream_alignment * stream_alignment;
        if (stream.read || at > front || stream.bytes.size() > front - at) {
            request.streams.push_back({std::string{stream.path}, 0, stream.size(), true, stream.first_stored});
            continue;
        }
        clear(written, at);
        std::ranges::copy(stream.bytes, memory.writable().begin() + static_cast<std::ptrdiff_t>(at));
        request.streams.push_back({std::string{stream.path}, at, stream.bytes.size(), false, stream.first_stored});
        written = at + stream.bytes.size();
    }
    clear(written, std::max(written, dirty));
    dirty = whole ? written : room;
    if (!whole) request.slots = {front, piece, (room - front) / piece};
    return request;
}

bool ModuleHost::Loaded::fill(const Channel::Frame& frame, const ExamineRequest& request, const FileOffer& offer) {
    WireReader in{frame.body};
    in.take<std::uint64_t>();  // the token: the frame belongs to this file
    const PieceWanted wanted = take_piece_wanted(in);
    const PieceSlots& slots = request.slots;
    if (!in.complete() || wanted.stream >= request.streams.size() || wanted.slot >= slots.slots) return false;
    const StreamPlace& place = request.streams[static_cast<std::size_t>(wanted.stream)];
    if (!place.in_pieces || wanted.offset >= place.size || wanted.offset % slots.piece != 0) return false;
    const StreamOffer& stream = stream_of(offer, static_cast<std::size_t>(wanted.stream));
    const auto length = static_cast<std::size_t>(std::min(slots.piece, place.size - wanted.offset));
    const MutableBytes to =
        memory.writable().subspan(static_cast<std::size_t>(slots.offset + wanted.slot * slots.piece), length);
    bool good = true;
    if (stream.read) {
        const auto read = stream.read(wanted.offset, to);
        good = read.has_value();
        if (!good && (read.error().fault == Fault::unavailable || read.error().fault == Fault::system))
            lost = read.error();
    } else {
        std::ranges::copy(stream.bytes.subspan(static_cast<std::size_t>(wanted.offset), length), to.begin());
    }
    WireWriter body;
    body.put(static_cast<std::uint8_t>(good));
    // A worker that has gone meanwhile is noticed where its next message is waited for.
    (void)worker->channel().send(static_cast<std::uint32_t>(ModuleMessage::filled), body.bytes());
    return true;
}

void ModuleHost::Loaded::clear(std::size_t from, std::size_t to) {
    // What a module can see beyond its file must not depend on the files before it.
    const std::size_t length = to - from;
    if (length <= cheap_to_write || fallocate(memory.fd(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                                              static_cast<off_t>(from), static_cast<off_t>(length)) != 0) {
        std::ranges::fill(memory.writable().subspan(from, length), Byte{0});
    }
}

bool ModuleHost::Loaded::converse(FileExamination& examination, const ExamineRequest& request, const FileOffer& offer,
                                  std::chrono::milliseconds patience) {
    WireWriter body;
    put(body, request);
    const auto deadline = Clock::now() + patience;
    Channel::Frame frame;
    Heard heard = Heard::gone;
    if (worker->channel().send(static_cast<std::uint32_t>(ModuleMessage::examine), body.bytes())) {
        for (bool over = false; !over;) {
            heard = next_frame(*worker, deadline, frame);
            if (heard != Heard::frame) break;
            if (!examination.belongs(frame)) {
                examination.end(Outcome::broke_contract, "the worker sent a message that belongs to no request");
                worker.reset();
                return std::exchange(fresh, false);
            }
            if (frame.kind != static_cast<std::uint32_t>(ModuleMessage::want)) {
                over = examination.hear(frame);
            } else if (!fill(frame, request, offer)) {
                examination.end(Outcome::broke_contract, "the worker wanted bytes that are in no stream");
                over = true;
            }
        }
        fresh = false;
    }
    switch (heard) {
        case Heard::frame:
            break;
        case Heard::too_late:
            examination.end(Outcome::timed_out, "no verdict within " + seconds(patience));
            break;
        case Heard::oversized:
            examination.end(Outcome::broke_contract, "the worker announced a message larger than allowed");
            break;
        case Heard::gone:
            examination.end(Outcome::crashed, end_of(*worker));
            break;
    }
    if (!examination.ended_by_verdict()) worker.reset();
    return true;
}

Result<ModuleHost> ModuleHost::load(const std::filesystem::path& plugin, ModuleLimits limits, std::string settings) {
    const int plugin_fd = ::open(plugin.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (plugin_fd < 0) {
        return failure(Fault::not_found, fmt::format("{}: {}", shown(plugin.string()), std::strerror(errno)));
    }
    auto memory = SharedMemory::create(std::max<std::size_t>(limits.window_bytes, 1));
    auto memory_fd = memory ? memory->read_only_descriptor() : tl::unexpected{memory.error()};
    if (!memory_fd) {
        close(plugin_fd);
        return tl::unexpected{memory_fd.error()};
    }
    auto loaded =
        std::make_unique<Loaded>(plugin, plugin_fd, limits, std::move(settings), std::move(*memory), *memory_fd);
    auto manifest = loaded->start();
    if (!manifest) return within(shown(plugin.string()), manifest.error());
    if (const auto believable = check(*manifest); !believable) {
        return within(shown(plugin.string()), believable.error());
    }
    loaded->manifest = std::move(*manifest);
    return ModuleHost{std::move(loaded)};
}

ModuleHost::ModuleHost(std::unique_ptr<Loaded> loaded) : loaded_{std::move(loaded)} {}
ModuleHost::ModuleHost(ModuleHost&&) noexcept = default;
ModuleHost& ModuleHost::operator=(ModuleHost&&) noexcept = default;
ModuleHost::~ModuleHost() = default;

const Manifest& ModuleHost::manifest() const {
    return loaded_->manifest;
}

Result<ModuleRun> ModuleHost::examine(const FileOffer& offer) {
    std::vector<std::uint64_t> sizes{offer.file.size()};
    for (const StreamOffer& companion : offer.companions) sizes.push_back(companion.size());
    std::uint64_t together = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const std::uint64_t skipped = manifest().skips_leading_zeros ? stream_of(offer, i).first_stored : 0;
        together += std::min(sizes[i] - std::min(sizes[i], skipped), loaded_->limits.largest_bytes + 1);
    }

    std::uint64_t token = 0;
    if (getrandom(&token, sizeof token, 0) != sizeof token) {
        return failure(Fault::system, fmt::format("no random bytes: {}", std::strerror(errno)));
    }
    FileExamination examination{loaded_->manifest, loaded_->limits.findings, sizes, token};
    if (offer.companions.size() > most_companions) {
        examination.end(Outcome::limited, fmt::format("{} companions; a module is given at most {}",
                                                      offer.companions.size(), most_companions));
        return std::move(examination.run());
    }
    if (together > loaded_->limits.largest_bytes) {
        examination.end(Outcome::limited,
                        fmt::format("more than {} bytes with its companions; a module is given at most that",
                                    loaded_->limits.largest_bytes));
        return std::move(examination.run());
    }
    const ModuleLimits& limits = loaded_->limits;
    const auto mebibytes = [](std::uint64_t bytes) { return static_cast<std::int64_t>((bytes + (1 << 20) - 1) >> 20); };
    const std::uint64_t within_window = std::min(together, limits.window_bytes);
    const auto patience = limits.patience + mebibytes(within_window) * limits.patience_per_mib +
                          mebibytes(together - within_window) * limits.patience_per_mib_beyond;
    loaded_->lost.reset();
    const auto told = [&](FileExamination& about) -> Result<ModuleRun> {
        if (loaded_->lost) return tl::unexpected{*loaded_->lost};
        return std::move(about.run());
    };
    if (const auto ready = loaded_->ensure_worker(); !ready) return within(manifest().name, ready.error());
    if (loaded_->converse(examination, loaded_->lay_out(offer, token), offer, patience)) return told(examination);

    // The file before is to blame, and this one must not suffer for it. A fresh worker has had no file before.
    if (const auto ready = loaded_->ensure_worker(); !ready) return within(manifest().name, ready.error());
    FileExamination again{loaded_->manifest, loaded_->limits.findings, std::move(sizes), token};
    loaded_->converse(again, loaded_->lay_out(offer, token), offer, patience);
    return told(again);
}

}  // namespace sanad
