// sanad-worker: one plugin in one process, examining bytes that are handed to it. It is started by sanad only:
// descriptor 3 is the conversation; the plugin and the shared memory are inherited, already open. The plugin is loaded
// before the sandbox closes, because loading takes the file system; no evidence is there yet.
#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <exception>
#include <optional>
#include <vector>

#include "core/module/manifest.hpp"
#include "core/module/module_api.h"
#include "core/module/module_messages.hpp"
#include "core/module/sandbox.hpp"
#include "core/module/shared_memory.hpp"
#include "core/module/worker_process.hpp"

namespace sanad {
namespace {

int complain(const std::string& what) {
    std::fprintf(stderr, "sanad-worker: %s\n", what.c_str());
    return 1;
}

std::string_view view(sanad_text text) {
    return {text.data, static_cast<std::size_t>(text.size)};
}
sanad_text text(std::string_view view) {
    return {view.data(), view.size()};
}

Result<const sanad_module*> load_plugin(int fd) {
    void* library = dlopen(fmt::format("/proc/self/fd/{}", fd).c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return failure(Fault::unsupported, fmt::format("not a plugin: {}", dlerror()));
    using Entry = const sanad_module* (*)();
    const auto entry = reinterpret_cast<Entry>(dlsym(library, "sanad_module_v1"));
    if (entry == nullptr) return failure(Fault::unsupported, "not a plugin: it has no symbol sanad_module_v1");
    const sanad_module* module = entry();
    if (module == nullptr) return failure(Fault::unsupported, "sanad_module_v1 returned nothing");
    if (module->abi != SANAD_ABI) {
        return failure(Fault::unsupported,
                       fmt::format("built for plugin contract {}; this program speaks {}", module->abi, SANAD_ABI));
    }
    // What came later may be missing.
    constexpr std::size_t needed = offsetof(sanad_module, skips_leading_zeros);
    if (module->struct_size < needed) {
        return failure(Fault::unsupported,
                       fmt::format("its struct sanad_module has {} bytes; {} are needed", module->struct_size, needed));
    }
    if (module->examine == nullptr) return failure(Fault::unsupported, "it has no function examine");
    return module;
}

std::vector<std::string> parts(std::string_view list) {
    std::vector<std::string> found;
    while (!list.empty()) {
        const std::size_t end = list.find(';');
        found.emplace_back(list.substr(0, end));
        list = end == std::string_view::npos ? std::string_view{} : list.substr(end + 1);
    }
    return found;
}

Result<Manifest> manifest_of(const sanad_module& module) {
    Manifest manifest{
        std::string{view(module.name)}, std::string{view(module.version)}, std::string{view(module.summary)}, {}, {}};
    for (std::uint32_t i = 0; i < module.wants_count; ++i) {
        const sanad_interest& interest = module.wants[i];
        if (interest.match > SANAD_MIME_TYPE) {
            return failure(Fault::unsupported, fmt::format("an interest of kind {}", interest.match));
        }
        manifest.wants.push_back({static_cast<Match>(interest.match), interest.offset,
                                  std::string{view(interest.pattern)}, parts(view(interest.companions))});
    }
    for (std::uint32_t i = 0; i < module.emits_count; ++i) manifest.emits.emplace_back(view(module.emits[i]));
    manifest.skips_leading_zeros = module.struct_size >= sizeof(sanad_module) && module.skips_leading_zeros != 0;
    return manifest;
}

/// Pieces of streams that are not in the memory whole: asked for when they are read, the longest unread one makes room.
class Pieces {
public:
    Pieces(Channel& channel, std::uint64_t token, const PieceSlots& slots, Bytes memory)
        : channel_{channel},
          token_{token},
          slots_{slots},
          memory_{memory},
          held_(static_cast<std::size_t>(slots.slots)) {}

    /// The bytes of a stream from `offset` to the end of their piece; nothing: they cannot be read.
    std::optional<Bytes> at(std::uint64_t stream, std::uint64_t offset, std::uint64_t size) {
        const std::uint64_t begin = offset - offset % slots_.piece;
        auto slot = std::ranges::find_if(
            held_, [&](const Held& held) { return held.used != 0 && held.stream == stream && held.begin == begin; });
        if (slot == held_.end()) {
            slot = std::ranges::min_element(held_, {}, &Held::used);
            *slot = {};
            const auto number = static_cast<std::uint64_t>(slot - held_.begin());
            if (!fetch({stream, begin, number})) return std::nullopt;
            *slot = {stream, begin, 0};
        }
        slot->used = ++uses_;
        const std::uint64_t place = slots_.offset + static_cast<std::uint64_t>(slot - held_.begin()) * slots_.piece;
        const Bytes piece = memory_.subspan(static_cast<std::size_t>(place),
                                            static_cast<std::size_t>(std::min(slots_.piece, size - begin)));
        return piece.subspan(static_cast<std::size_t>(offset - begin));
    }

private:
    struct Held {
        std::uint64_t stream = 0, begin = 0;
        std::uint64_t used = 0;  ///< when it was last read; 0: it holds nothing
    };
    bool fetch(const PieceWanted& wanted) {
        WireWriter body;
        body.put(token_);
        put(body, wanted);
        if (!channel_.send(static_cast<std::uint32_t>(ModuleMessage::want), body.bytes())) _exit(1);
        const auto answer = channel_.receive();
        if (!answer || answer->kind != static_cast<std::uint32_t>(ModuleMessage::filled)) _exit(1);
        WireReader in{answer->body};
        return in.take_bool() && in.complete();
    }

    Channel& channel_;
    std::uint64_t token_;
    PieceSlots slots_;
    Bytes memory_;
    std::vector<Held> held_;
    std::uint64_t uses_ = 0;
};

/// A stream as the plugin sees it.
struct Stream {
    sanad_file file{};
    std::string path;
    Bytes bytes;
    Pieces* pieces = nullptr;  ///< where its bytes come from when they do not lie in `bytes`
    std::uint64_t number = 0;
};

std::int64_t read_stream(void* self, std::uint64_t offset, void* to, std::uint64_t length) {
    const Stream& stream = *static_cast<Stream*>(self);
    const std::uint64_t size = stream.file.size;
    if (offset >= size) return 0;
    const std::uint64_t count = std::min<std::uint64_t>(length, size - offset);
    if (stream.pieces == nullptr) {
        std::memcpy(to, stream.bytes.data() + offset, static_cast<std::size_t>(count));
        return static_cast<std::int64_t>(count);
    }
    auto* room = static_cast<Byte*>(to);
    for (std::uint64_t done = 0; done < count;) {
        const auto piece = stream.pieces->at(stream.number, offset + done, size);
        if (!piece) return -1;
        const auto now = static_cast<std::size_t>(std::min<std::uint64_t>(piece->size(), count - done));
        std::memcpy(room + done, piece->data(), now);
        done += now;
    }
    return static_cast<std::int64_t>(count);
}

/// Passes on what the plugin hands to its sink. The supervisor checks it; here only what could not be passed on at all.
class Outlet {
public:
    Outlet(Channel& channel, std::uint64_t token) : channel_{channel}, token_{token} {}

    sanad_sink sink() {
        sanad_sink sink{};
        sink.struct_size = sizeof sink;
        sink.self = this;
        sink.artifact = [](void* self, sanad_text type, sanad_range source, const sanad_attribute* values,
                           std::uint32_t count) { at(self).artifact(type, source, values, count); };
        sink.derive = [](void* self, sanad_text name, sanad_range source, const void* bytes, std::uint64_t size) {
            at(self).derive(name, source, bytes, size);
        };
        sink.text = [](void* self, sanad_range source, sanad_text readable) { at(self).readable(source, readable); };
        sink.warn = [](void* self, sanad_range source, sanad_text message) { at(self).warn(source, view(message)); };
        return sink;
    }

    void warn(sanad_range source, std::string_view message) {
        WireWriter body = answer();
        put(body, range(source));
        body.put_text(message.substr(0, longest_warning));
        say(ModuleMessage::warning, body);
    }

    void verdict(std::int32_t given) {
        WireWriter body = answer();
        body.put(given);
        say(ModuleMessage::verdict, body);
    }

private:
    static Outlet& at(void* self) { return *static_cast<Outlet*>(self); }
    static SourceRange range(sanad_range source) { return {source.stream, source.offset, source.length}; }

    void artifact(sanad_text type, sanad_range source, const sanad_attribute* values, std::uint32_t count) {
        Artifact found{std::string{view(type)}, range(source), {}};
        std::uint64_t size = 0;
        for (std::uint32_t i = 0; i < count && size <= longest_artifact; ++i) {
            size += values[i].name.size + (values[i].kind == SANAD_TEXT || values[i].kind == SANAD_BYTES
                                               ? values[i].as.text.size
                                               : sizeof(std::int64_t));
            if (size <= longest_artifact)
                found.attributes.push_back({std::string{view(values[i].name)}, value(values[i])});
        }
        WireWriter body = answer();
        put(body, found);
        if (size > longest_artifact || body.size() > max_frame_bytes) {
            breach(fmt::format("artifact \"{}\" of more than {} bytes", found.type.substr(0, 64), longest_artifact));
        }
        say(ModuleMessage::artifact, body);
    }

    AttributeValue value(const sanad_attribute& given) {
        switch (given.kind) {
            case SANAD_TEXT:
                return std::string{view(given.as.text)};
            case SANAD_INTEGER:
                return given.as.integer;
            case SANAD_REAL:
                return given.as.real;
            case SANAD_TIME:
                return Timestamp{given.as.integer};
            case SANAD_BYTES:
                return RawBytes{std::string{view(given.as.text)}};
            default:
                breach(fmt::format("an attribute of kind {}", given.kind));
        }
    }

    void derive(sanad_text name, sanad_range source, const void* bytes, std::uint64_t size) {
        if (name.size > longest_derived_name) breach(fmt::format("a derived file whose name has {} bytes", name.size));
        WireWriter body = answer();
        body.put_text(view(name));
        put(body, range(source));
        body.put(size);
        say(ModuleMessage::derived, body);
        say_pieces({static_cast<const Byte*>(bytes), static_cast<std::size_t>(size)});
    }

    void readable(sanad_range source, sanad_text readable) {
        WireWriter body = answer();
        put(body, range(source));
        body.put(readable.size);
        say(ModuleMessage::text, body);
        say_pieces(bytes_of(view(readable)));
    }

    void say_pieces(Bytes bytes) {
        while (!bytes.empty()) {
            const Bytes piece = bytes.first(std::min(bytes.size(), longest_piece));
            WireWriter body = answer();
            body.put_bytes(piece);
            say(ModuleMessage::piece, body);
            bytes = bytes.subspan(piece.size());
        }
    }

    /// The supervisor replaces a worker whose plugin broke its promises: there is nothing to return to.
    [[noreturn]] void breach(const std::string& what) {
        WireWriter body = answer();
        body.put_text(what);
        say(ModuleMessage::breach, body);
        _exit(0);
    }

    void say(ModuleMessage kind, const WireWriter& body) {
        if (!channel_.send(static_cast<std::uint32_t>(kind), body.bytes())) _exit(1);
    }

    /// Every answer begins with the token of its request.
    WireWriter answer() const {
        WireWriter body;
        body.put(token_);
        return body;
    }

    Channel& channel_;
    std::uint64_t token_;
};

class Worker {
public:
    Worker(const sanad_module& module, Manifest manifest, Bytes memory)
        : module_{module}, manifest_{std::move(manifest)}, memory_{memory} {}

    int serve() {
        while (const auto frame = channel_.receive()) {
            WireReader in{frame->body};
            bool understood = false;
            switch (static_cast<ModuleMessage>(frame->kind)) {
                case ModuleMessage::introduce:
                    understood = introduce();
                    break;
                case ModuleMessage::open:
                    understood = open(in);
                    break;
                case ModuleMessage::examine:
                    understood = examine(in);
                    break;
                default:
                    break;
            }
            if (!understood) return complain("was asked what it does not understand");
        }
        if (opened_ && module_.close != nullptr) module_.close(state_);
        return 0;
    }

private:
    bool introduce() {
        WireWriter body;
        put(body, manifest_);
        return channel_.send(static_cast<std::uint32_t>(ModuleMessage::manifest), body.bytes());
    }

    bool open(WireReader& in) {
        const std::string settings = in.take_text();
        if (!in.complete() || opened_) return false;
        if (module_.open != nullptr) state_ = module_.open(text(settings));
        opened_ = module_.open == nullptr || state_ != nullptr;
        WireWriter body;
        body.put(static_cast<std::uint8_t>(opened_));
        return channel_.send(static_cast<std::uint32_t>(ModuleMessage::opened), body.bytes());
    }

    bool examine(WireReader& in) {
        const ExamineRequest request = take_examine_request(in);
        const PieceSlots& slots = request.slots;
        const bool has_slots = slots.slots != 0 && slots.piece != 0 && slots.slots <= memory_.size() / slots.piece &&
                               ByteReader{memory_}.holds(slots.offset, slots.slots * slots.piece);
        const bool sound = std::ranges::all_of(request.streams, [&](const StreamPlace& stream) {
            return stream.in_pieces ? has_slots : ByteReader{memory_}.holds(stream.offset, stream.size);
        });
        if (!in.complete() || request.streams.empty() || !sound || !opened_) return false;

        std::optional<Pieces> pieces;
        if (has_slots) pieces.emplace(channel_, request.token, slots, memory_);
        std::vector<Stream> streams(request.streams.size());
        std::vector<const sanad_file*> companions;
        for (std::size_t i = 0; i < streams.size(); ++i) {
            const StreamPlace& place = request.streams[i];
            Stream& stream = streams[i];
            stream.path = place.path;
            stream.number = i;
            if (place.in_pieces) {
                stream.pieces = &*pieces;
            } else {
                stream.bytes =
                    memory_.subspan(static_cast<std::size_t>(place.offset), static_cast<std::size_t>(place.size));
            }
            stream.file.struct_size = sizeof stream.file;
            stream.file.self = &stream;
            stream.file.size = place.size;
            stream.file.path = text(stream.path);
            stream.file.read = read_stream;
            stream.file.first_stored = std::min(place.first_stored, place.size);
            if (i > 0) companions.push_back(&stream.file);
        }
        sanad_file& file = streams.front().file;
        file.mime_type = text(request.mime_type);
        file.companions = companions.data();
        file.companion_count = static_cast<std::uint32_t>(companions.size());

        Outlet outlet{channel_, request.token};
        outlet.verdict(verdict_of(file, outlet));
        return true;
    }

    std::int32_t verdict_of(const sanad_file& file, Outlet& outlet) {
        const sanad_sink sink = outlet.sink();
        try {
            return module_.examine(state_, &file, &sink);
        } catch (const std::exception& error) {
            outlet.warn({}, error.what());
        } catch (...) {
            outlet.warn({}, "it threw something that is no std::exception");
        }
        return SANAD_FAILED;
    }

    Channel channel_{worker_channel_fd};
    const sanad_module& module_;
    Manifest manifest_;
    Bytes memory_;
    void* state_ = nullptr;
    bool opened_ = false;
};

struct Arguments {
    int plugin = -1;
    int memory = -1;
    std::uint64_t memory_limit = 0;
};

template <class Number>
bool read_number(std::string_view words, Number& number) {
    const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), number);
    return error == std::errc{} && end == words.data() + words.size();
}

std::optional<Arguments> read_arguments(int count, char** words) {
    Arguments arguments;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string_view name = words[i];
        const std::string_view value = words[i + 1];
        const bool read = (name == "--plugin" && read_number(value, arguments.plugin)) ||
                          (name == "--memory" && read_number(value, arguments.memory)) ||
                          (name == "--memory-limit" && read_number(value, arguments.memory_limit));
        if (!read) return std::nullopt;
    }
    if (arguments.plugin < 0 || arguments.memory < 0 || arguments.memory_limit == 0) return std::nullopt;
    return arguments;
}

int run(int count, char** words) {
    const auto arguments = read_arguments(count, words);
    if (!arguments) return complain("is started by sanad, not by hand");
    const auto memory = SharedMemory::attach(arguments->memory, MemoryAccess::read_only);
    if (!memory) return complain(memory.error().what);

    const auto module = load_plugin(arguments->plugin);
    if (!module) return complain(module.error().what);
    auto manifest = manifest_of(**module);
    if (!manifest) return complain(manifest.error().what);
    close(arguments->plugin);

    SandboxLimits limits;
    limits.memory_bytes = arguments->memory_limit;
    limits.open_files = 16;
    if (const auto sandbox = enter_sandbox(limits); !sandbox) return complain(sandbox.error().what);
    return Worker{**module, std::move(*manifest), memory->bytes()}.serve();
}

}  // namespace
}  // namespace sanad

int main(int count, char** words) {
    try {
        return sanad::run(count, words);
    } catch (const std::exception& error) {
        return sanad::complain(error.what());
    }
}
