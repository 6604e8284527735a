#include "core/report/print_sheet.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>
#include <vector>

#include "core/base/descriptor.hpp"
#include "core/module/worker_process.hpp"
#include "core/report/sheet_text.hpp"

namespace sanad {
namespace {

using namespace std::chrono_literals;

// 100,000 rows of a custody log take a minute on a slow machine.
constexpr auto patience = 10min;
constexpr std::size_t largest_answer = std::size_t{1} << 30;

tl::unexpected<Error> system_failure(std::string_view doing) {
    return failure(Fault::system, fmt::format("{}: {}", doing, std::strerror(errno)));
}

Result<void> write_all(int descriptor, std::string_view bytes, std::string_view doing) {
    while (!bytes.empty()) {
        const ssize_t put = write(descriptor, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return system_failure(doing);
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return {};
}

/// What the typesetter answers to `input`.
Result<std::string> answer(std::string_view input, std::vector<std::string> arguments) {
    auto program = worker_program("sanad-typeset");
    if (!program) return within("papers are printed by sanad-typeset, which is not installed", program.error());
    // In memory, so that neither side waits for the other while it writes.
    const Descriptor in{memfd_create("sheet", MFD_CLOEXEC)};
    if (in.number() < 0) return system_failure("cannot hold the sheet in memory");
    TRY(write_all(in.number(), input, "cannot hold the sheet in memory"));
    if (lseek(in.number(), 0, SEEK_SET) != 0) return system_failure("cannot hold the sheet in memory");
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return system_failure("cannot make a pipe");
    const Descriptor ours{ends[0]};
    Descriptor theirs{ends[1]};

    arguments.emplace_back("--descriptors");
    auto worker = TRY(WorkerProcess::start({*program, std::move(arguments), {in.number(), theirs.number()}}));
    theirs.reset();

    std::string answered;
    std::array<char, 65536> piece;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left <= 0ms) {
            worker.kill();
            worker.wait(1s);
            return failure(Fault::limit, fmt::format("sanad-typeset was not done after {} minutes", patience.count()));
        }
        pollfd wanted{ours.number(), POLLIN, 0};
        if (const int ready = poll(&wanted, 1, static_cast<int>(left.count())); ready < 0 && errno != EINTR) {
            return system_failure("cannot wait for sanad-typeset");
        } else if (ready <= 0) {
            continue;
        }
        const ssize_t got = read(ours.number(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_failure("cannot read from sanad-typeset");
        if (got == 0) break;
        if (answered.size() + static_cast<std::size_t>(got) > largest_answer) {
            return failure(Fault::limit, "sanad-typeset answers with more than 1 GiB");
        }
        answered.append(piece.data(), static_cast<std::size_t>(got));
    }
    const std::string end = worker.wait(10s);
    if (worker.ended_well()) return answered;
    const std::string words = worker.last_words();
    return failure(Fault::system, words.empty() ? fmt::format("sanad-typeset {}", end) : words);
}

}  // namespace

Result<std::string> sheet_as_pdf(const Sheet& sheet) {
    auto pdf = TRY(answer(sheet_text(sheet), {}));
    if (!pdf.starts_with("%PDF-"))
        return failure(Fault::system, "sanad-typeset answered with something else than a PDF");
    return pdf;
}

Result<std::string> qr_drawing(std::string_view payload, QrForm form) {
    const char* name = form == QrForm::svg ? "svg" : form == QrForm::light_terminal ? "light" : "text";
    return answer(payload, {"--qr", name});
}

Result<void> print_sheet(const Sheet& sheet, const std::filesystem::path& pdf) {
    const std::string paper = TRY(sheet_as_pdf(sheet));
    std::string temporary = pdf.string() + ".XXXXXX";
    Descriptor file{mkostemp(temporary.data(), O_CLOEXEC)};
    if (file.number() < 0) return system_failure(fmt::format("cannot write {}", pdf.string()));
    const auto abandon = [&](tl::unexpected<Error> error) {
        unlink(temporary.c_str());
        return error;
    };
    const std::string doing = fmt::format("cannot write {}", pdf.string());
    if (auto written = write_all(file.number(), paper, doing); !written)
        return abandon(tl::unexpected{written.error()});
    // mkstemp keeps the file to its owner; a paper has the rights of any other new file.
    const mode_t mask = umask(0);
    umask(mask);
    if (fchmod(file.number(), 0666 & ~mask) != 0 || fsync(file.number()) != 0) return abandon(system_failure(doing));
    file.reset();
    if (rename(temporary.c_str(), pdf.c_str()) != 0) return abandon(system_failure(doing));
    return {};
}

}  // namespace sanad
