#include "core/ingest/progress.hpp"

#include <fmt/format.h>

#include <utility>

#include "core/base/text.hpp"

namespace sanad {
namespace {

double rate(const Progress& progress) {
    return progress.seconds > 0 ? static_cast<double>(progress.bytes_done) / progress.seconds : 0;
}

double seconds_left(const Progress& progress) {
    const double bytes_per_second = rate(progress);
    if (bytes_per_second <= 0 || progress.bytes_total < progress.bytes_done) return -1;
    return static_cast<double>(progress.bytes_total - progress.bytes_done) / bytes_per_second;
}

/// Of the files that modules are offered. What an earlier run passed was not this one's work.
double file_rate(const Progress& progress) {
    if (progress.phase_seconds <= 0 || progress.files_passed < progress.files_passed_before) return 0;
    return static_cast<double>(progress.files_passed - progress.files_passed_before) / progress.phase_seconds;
}

double seconds_left_of_files(const Progress& progress) {
    const double files_per_second = file_rate(progress);
    if (files_per_second <= 0 || progress.files_offered < progress.files_passed) return -1;
    return static_cast<double>(progress.files_offered - progress.files_passed) / files_per_second;
}

std::string shortcoming_json(const Shortcoming& one) {
    std::string line = R"({"shortcoming":{)";
    if (one.file != 0) line += fmt::format(R"("file":{},"path":{},)", one.file, json_string(one.path));
    line += fmt::format(R"("step":{},)", json_string(one.step));
    if (!one.module.empty()) line += fmt::format(R"("module":{},)", json_string(one.module));
    return line + fmt::format(R"("outcome":"{}","message":{}}}}})", name_of(one.outcome), json_string(one.message));
}

std::string modules_line(const Progress& progress) {
    std::string line = fmt::format(R"({{"files_passed":{},"files_offered":{},"modules":[)", progress.files_passed,
                                   progress.files_offered);
    for (const ModuleProgress& module : progress.modules) {
        if (&module != progress.modules.data()) line += ',';
        line += fmt::format(R"({{"name":{},"examined":{},"findings":{},"errors":{}}})", json_string(module.name),
                            module.examined, module.findings, module.errors);
    }
    return line + "]}";
}

}  // namespace

std::string_view name_of(Phase phase) {
    static constexpr std::string_view names[] = {"opening",  "walking",   "reading", "examining",
                                                 "indexing", "finishing", "finished"};
    return names[static_cast<std::size_t>(phase)];
}

void Progress::tell(Shortcoming what) {
    if (!can_tell()) {
        ++not_told;
        return;
    }
    ++told;
    shortcomings.push_back(std::move(what));
}

std::string progress_json(const Progress& progress) {
    std::string line = fmt::format(
        R"({{"phase":"{}","bytes_done":{},"bytes_total":{},"files_found":{},"contents_done":{},"contents_total":{},"errors":{},"seconds":{:.1f})",
        name_of(progress.phase), progress.bytes_done, progress.bytes_total, progress.files_found,
        progress.contents_done, progress.contents_total, progress.errors, progress.seconds);
    if (progress.files_examined != 0) {
        line += fmt::format(R"(,"files_examined":{},"artifacts":{})", progress.files_examined, progress.artifacts);
    }
    if (progress.texts_indexed != 0) line += fmt::format(R"(,"texts_indexed":{})", progress.texts_indexed);
    if (progress.phase == Phase::reading) {
        line += fmt::format(R"(,"mb_per_second":{:.0f})", rate(progress) / 1e6);
        if (const double left = seconds_left(progress); left >= 0)
            line += fmt::format(R"(,"eta_seconds":{:.0f})", left);
    }
    if (progress.phase == Phase::examining) {
        line += fmt::format(R"(,"files_per_second":{:.1f})", file_rate(progress));
        if (const double left = seconds_left_of_files(progress); left >= 0)
            line += fmt::format(R"(,"eta_seconds":{:.0f})", left);
    }
    if (progress.not_told != 0) line += fmt::format(R"(,"shortcomings_not_told":{})", progress.not_told);
    return line + "}";
}

std::string progress_json_lines(const Progress& progress) {
    std::string lines;
    for (const Shortcoming& one : progress.shortcomings) lines += shortcoming_json(one) + '\n';
    if (progress.phase == Phase::examining && !progress.modules.empty()) lines += modules_line(progress) + '\n';
    return lines + progress_json(progress) + '\n';
}

std::string progress_line(const Progress& progress) {
    std::string line{name_of(progress.phase)};
    if (progress.phase == Phase::reading) {
        line += fmt::format(" {:.1f} of {:.1f} MB", static_cast<double>(progress.bytes_done) / 1e6,
                            static_cast<double>(progress.bytes_total) / 1e6);
    }
    // A raw scan reads bytes and counts no files.
    const bool counts_files = progress.files_found != 0 || progress.contents_total != 0;
    if (counts_files || progress.phase != Phase::reading) line += fmt::format(" · {} files", progress.files_found);
    if (progress.phase == Phase::reading) {
        if (counts_files) line += fmt::format(" · {} of {} contents", progress.contents_done, progress.contents_total);
        line += fmt::format(" · {:.0f} MB/s", rate(progress) / 1e6);
        if (const double left = seconds_left(progress); left >= 0) line += fmt::format(" · {:.0f} s left", left);
    }
    if (progress.phase == Phase::examining) {
        line += fmt::format(" · {} examined · {} artifacts", progress.files_examined, progress.artifacts);
        if (const double left = seconds_left_of_files(progress); left >= 0)
            line += fmt::format(" · {:.0f} s left", left);
    }
    if (progress.phase == Phase::indexing) line += fmt::format(" · {} texts indexed", progress.texts_indexed);
    if (progress.errors != 0) line += fmt::format(" · {} errors", progress.errors);
    return line;
}

}  // namespace sanad
