// sanad-typeset: a Sheet (sheet_text.hpp) comes in, a PDF goes out. The only program that links Pango, Cairo and
// libqrencode. What it sets holds names and text from evidence, and shaping them takes hundreds of thousands of lines
// of other people's code: it gives up everything but the fonts before it reads the first byte.
//
//   sanad-typeset [--out FILE]  < sheet.json   > paper.pdf
//   sanad-typeset --qr text|light|svg  < payload
//   sanad-typeset --descriptors ...    in on descriptor 4, out on 5: how sanad starts it
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>
#include <string_view>

#include "core/base/text.hpp"
#include "core/module/sandbox.hpp"
#include "core/module/worker_process.hpp"
#include "core/report/qr.hpp"
#include "core/report/sheet_text.hpp"
#include "core/report/typeset.hpp"

namespace sanad {
namespace {

constexpr int failed = 2;
constexpr int usage = 64;
constexpr std::uint64_t most_memory = std::uint64_t{2} << 30;
constexpr std::uint64_t largest_paper = std::uint64_t{1} << 30;

struct Wanted {
    int in = STDIN_FILENO;
    int out = STDOUT_FILENO;
    std::string out_path;
    std::string qr;  ///< empty: a sheet
};

int complain(int status, std::string_view what) {
    fmt::print(stderr, "sanad-typeset: {}\n", what);
    return status;
}

Result<std::string> read_all(int descriptor) {
    std::string text;
    std::array<char, 65536> piece;
    for (;;) {
        const ssize_t got = read(descriptor, piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failure(Fault::system, fmt::format("cannot read the sheet: {}", std::strerror(errno)));
        if (got == 0) return text;
        if (text.size() + static_cast<std::size_t>(got) > sheet_text_limit) {
            return failure(Fault::limit, fmt::format("the sheet has more than {} bytes", sheet_text_limit));
        }
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
}

Result<void> write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put = write(descriptor, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return failure(Fault::system, fmt::format("cannot write the paper: {}", std::strerror(errno)));
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return {};
}

Result<void> confine(int fonts) {
    SandboxLimits limits;
    limits.memory_bytes = most_memory;
    limits.readable_directory = fonts;
    limits.written_file_bytes = largest_paper;
    limits.may_start_threads = true;
    const SandboxReport report = TRY(enter_sandbox(limits));
    // Without Landlock nothing may be opened, and Pango opens fonts as it needs them.
    if (fonts >= 0 && !report.directory_readable) {
        return failure(Fault::system,
                       "this kernel has no Landlock (5.13 and later): papers are set only where the "
                       "typesetter can be confined to its fonts");
    }
    return {};
}

Result<std::string> qr_as(std::string_view form, std::string_view payload) {
    const QrSquare square = TRY(qr_square(payload));
    if (form == "svg") return qr_svg(square);
    return form == "light" ? qr_text_on_light(square) : qr_text(square);
}

Result<void> run(const Wanted& wanted) {
    int out = wanted.out;
    if (!wanted.out_path.empty()) {
        out = open(wanted.out_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (out < 0) {
            return failure(Fault::system, fmt::format("cannot write {}: {}", wanted.out_path, std::strerror(errno)));
        }
    }
    if (!wanted.qr.empty()) {
        SandboxLimits limits;
        limits.written_file_bytes = largest_paper;
        TRY(enter_sandbox(limits));
        return write_all(out, TRY(qr_as(wanted.qr, TRY(read_all(wanted.in)))));
    }
    const FontFiles fonts = TRY(FontFiles::find());
    const int folder = open(font_folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        return failure(Fault::system, fmt::format("cannot open {}: {}", font_folder, std::strerror(errno)));
    }
    TRY(confine(folder));
    const Sheet sheet = TRY(parse_sheet(TRY(read_all(wanted.in))));
    return write_all(out, TRY(typeset(sheet, fonts)));
}

}  // namespace
}  // namespace sanad

int main(int count, char** arguments) try {
    using namespace sanad;
    Wanted wanted;
    for (int i = 1; i < count; ++i) {
        const std::string_view word = arguments[i];
        const bool has_next = i + 1 < count;
        if (word == "--out" && has_next) {
            wanted.out_path = arguments[++i];
        } else if (word == "--qr" && has_next) {
            wanted.qr = arguments[++i];
            if (wanted.qr != "text" && wanted.qr != "light" && wanted.qr != "svg") {
                return complain(usage, "--qr is text, light or svg");
            }
        } else if (word == "--descriptors") {
            wanted.in = first_inherited_fd;
            wanted.out = first_inherited_fd + 1;
        } else {
            return complain(usage,
                            "sanad-typeset [--out FILE] < sheet.json > paper.pdf, or "
                            "sanad-typeset --qr text|light|svg < payload");
        }
    }
    if (const auto done = run(wanted); !done) return complain(failed, done.error().what);
    return 0;
} catch (const std::exception& error) {
    return sanad::complain(sanad::failed, error.what());
}
