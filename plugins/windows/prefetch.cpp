// windows.prefetch: which programs ran, how often and when, by the files that Windows keeps to start them faster.
// libscca reads Windows XP to 10, packed (MAM) ones too; version 31 of Windows 11 has the layout of version 30.
#include <libscca.h>

#include <array>
#include <memory>
#include <string>

#include "plugins/readable/memory_handle.hpp"
#include "plugins/sdk/module.hpp"
#include "plugins/windows/bytes.hpp"
#include "plugins/windows/lzxpress_huffman.hpp"

namespace {

using namespace sanad::sdk;
using namespace windows;

constexpr std::string_view packed_magic{"MAM\x04", 4};
constexpr std::string_view packed_with_sum{"MAM\x84", 4};  // a CRC-32 stands before the packed bytes
constexpr std::string_view magic = "SCCA";
constexpr std::size_t largest = 16 << 20;  // the system writes none above a few MiB

/// What the library says went wrong in the first place: the first line of its trace. Frees it.
std::string message_of(libscca_error_t*& error) {
    char trace[4096] = "";
    if (error != nullptr) libscca_error_backtrace_sprint(error, trace, sizeof trace);
    libscca_error_free(&error);
    std::string_view line = trace;
    line = line.substr(0, line.find('\n'));
    return line.empty() ? "it cannot be read" : utf8(line);
}

/// An open prefetch file over bytes in memory. Every call that fails is damage: it throws what the library says.
class Prefetch {
public:
    explicit Prefetch(const std::vector<std::uint8_t>& bytes) : io_{bytes} {
        must(libscca_file_initialize(&owned_.file, &error_));
        must(libscca_file_open_file_io_handle(file(), io_.handle(), LIBSCCA_OPEN_READ, &error_));
    }

    template <class Number, class Getter, class... More>
    Number get(Getter getter, More... more) const {
        Number value{};
        must(getter(file(), more..., &value, &error_));
        return value;
    }
    template <class Size, class Text, class... More>
    std::string text(Size size_of, Text text_of, More... more) const {
        return text_at(file(), size_of, text_of, more...);
    }
    /// Nothing when this is not the most recent run and there were no more.
    std::optional<Time> run(int index) const {
        std::uint64_t filetime = 0;
        const int got = libscca_file_get_last_run_time(file(), index, &filetime, &error_);
        if (got != 1) libscca_error_free(&error_);
        return got == 1 ? time_of_filetime(filetime) : std::nullopt;
    }

    struct Volume {
        std::string device_path;
        std::uint32_t serial;
        std::optional<Time> created_at;
    };
    Volume volume(int index) const {
        libscca_volume_information_t* raw = nullptr;
        must(libscca_file_get_volume_information(file(), index, &raw, &error_));
        const auto release = [](libscca_volume_information_t* each) {
            libscca_volume_information_free(&each, nullptr);
        };
        const std::unique_ptr<libscca_volume_information_t, decltype(release)> volume{raw, release};
        std::uint32_t serial = 0;
        std::uint64_t created = 0;
        must(libscca_volume_information_get_serial_number(raw, &serial, &error_));
        must(libscca_volume_information_get_creation_time(raw, &created, &error_));
        return {text_at(raw, libscca_volume_information_get_utf8_device_path_size,
                        libscca_volume_information_get_utf8_device_path),
                serial, time_of_filetime(created)};
    }

private:
    libscca_file_t* file() const { return owned_.file; }
    template <class Object, class Size, class Text, class... More>
    std::string text_at(Object* object, Size size_of, Text text_of, More... more) const {
        std::size_t size = 0;
        must(size_of(object, more..., &size, &error_));
        std::string text(size, '\0');
        if (size == 0) return text;
        must(text_of(object, more..., reinterpret_cast<std::uint8_t*>(text.data()), size, &error_));
        return utf8(std::string_view{text.data(), size - 1});  // without the zero at its end
    }
    void must(int result) const {
        if (result != 1) throw std::runtime_error(message_of(error_));
    }

    sanad::readable::MemoryHandle io_;
    /// A member of its own: it is freed when the constructor throws, too.
    struct OwnedFile {
        OwnedFile() = default;
        OwnedFile(const OwnedFile&) = delete;
        OwnedFile& operator=(const OwnedFile&) = delete;
        ~OwnedFile() {
            if (file != nullptr) libscca_file_free(&file, nullptr);
        }
        libscca_file_t* file = nullptr;
    } owned_;
    mutable libscca_error_t* error_ = nullptr;
};

class PrefetchModule {
public:
    static constexpr std::string_view name = "windows.prefetch", version = "1.0.0";
    static constexpr std::string_view summary = "Programs that ran, how often and when (prefetch)";
    static constexpr std::array wants{signature(magic, 4), signature(packed_magic), signature(packed_with_sum)};
    static constexpr std::array emits{sanad::sdk::text("program.executed"),
                                      sanad::sdk::text("program.executed_earlier"),
                                      sanad::sdk::text("volume.recorded")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (file.size() < 12 || file.size() > largest) return Verdict::not_mine;
        auto bytes = file.read_all();
        const bool with_sum = chars(bytes).starts_with(packed_with_sum);
        if (with_sum || chars(bytes).starts_with(packed_magic)) {
            // Superfetch packs other files the same way: what does not open to a prefetch file is not ours.
            bool whole = false;
            auto open = unpacked(part(bytes, with_sum ? 12 : 8), *u32(bytes, 4), largest, whole);
            if (!is_prefetch(open)) return not_ours(file, sink);
            bytes = std::move(open);
            if (!whole) sink.warn(file.whole(), "the packed bytes end early, or are damaged");
            const Verdict verdict = read(bytes, file.whole(), sink);
            return whole ? verdict : Verdict::damaged;
        }
        return is_prefetch(bytes) ? read(bytes, file.whole(), sink) : Verdict::not_mine;
    }

private:
    static bool is_prefetch(Bytes bytes) {
        const auto format = u32(bytes, 0);
        return bytes.size() >= 84 && chars(part(bytes, 4, 4)) == magic && format && *format < 100;
    }
    static Verdict not_ours(const File& file, const Sink& sink) {
        if (file.name().size() < 3 || !same_word(file.name().substr(file.name().size() - 3), ".pf"))
            return Verdict::not_mine;
        sink.warn(file.whole(), "what is packed in it is no prefetch file");
        return Verdict::damaged;
    }

    static Verdict read(std::vector<std::uint8_t>& bytes, Range whole, const Sink& sink) {
        const std::uint32_t format = *u32(bytes, 0);
        if (format == 31) bytes[0] = 30;
        Artifact executed{"program.executed", whole};
        executed.text("recorded_by", "Prefetch").integer("format_version", format);
        std::vector<Artifact> others;
        bool damaged = false;
        try {
            describe(Prefetch{bytes}, executed, others, whole);
        } catch (const std::exception& error) {
            sink.warn(whole, error.what());
            damaged = true;
        }
        if (!executed.has("program")) return Verdict::damaged;
        sink.emit(executed);
        for (const Artifact& other : others) sink.emit(other);
        return damaged ? Verdict::damaged : Verdict::examined;
    }

    static void describe(const Prefetch& prefetch, Artifact& executed, std::vector<Artifact>& others, Range whole) {
        const std::string program =
            prefetch.text(libscca_file_get_utf8_executable_filename_size, libscca_file_get_utf8_executable_filename);
        const std::string hash = hex(prefetch.get<std::uint32_t>(libscca_file_get_prefetch_hash), 8);
        executed.text("program", program).text("prefetch_hash", hash);
        executed.time("executed_at", prefetch.run(0));
        executed.integer("run_count", prefetch.get<std::uint32_t>(libscca_file_get_run_count));
        constexpr int runs_kept = 8;  // since Windows 8
        for (int run = 1; run < runs_kept; ++run) {
            if (const auto executed_at = prefetch.run(run)) {
                others.push_back(Artifact{"program.executed_earlier", whole}
                                     .text("program", program)
                                     .text("prefetch_hash", hash)
                                     .time("executed_at", *executed_at)
                                     .integer("position", run));
            }
        }
        const int volumes = prefetch.get<int>(libscca_file_get_number_of_volumes);
        for (int index = 0; index < volumes; ++index) {
            const Prefetch::Volume volume = prefetch.volume(index);
            executed.text("volume_paths", volume.device_path).text("volume_serials", hex(volume.serial, 8));
            others.push_back(Artifact{"volume.recorded", whole}
                                 .text("device_path", volume.device_path)
                                 .text("serial", hex(volume.serial, 8))
                                 .time("created_at", volume.created_at)
                                 .text("program", program));
        }
        const int files = prefetch.get<int>(libscca_file_get_number_of_filenames);
        for (int index = 0; index < files; ++index) {
            executed.text("loaded_files",
                          prefetch.text(libscca_file_get_utf8_filename_size, libscca_file_get_utf8_filename, index));
        }
    }
};

}  // namespace

SANAD_MODULE(PrefetchModule)
