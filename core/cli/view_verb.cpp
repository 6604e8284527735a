// `sanad view`: how the desktop sees evidence. It asks, a line each; what parses the evidence for the answer sits in a
// sandbox, and the desktop itself opens neither an image nor a decoder.
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/stop_flag.hpp"
#include "core/base/text.hpp"
#include "core/cli/case_custody.hpp"
#include "core/cli/output.hpp"
#include "core/cli/reading_session.hpp"
#include "core/cli/session.hpp"
#include "core/ingest/module_stage.hpp"
#include "core/ingest/read_back.hpp"
#include "core/model/media_type.hpp"
#include "core/module/plugins.hpp"
#include "core/render/picture_renderer.hpp"
#include "core/render/render_protocol.hpp"
#include "core/render/video_frames.hpp"
#include "core/report/artifact_text.hpp"

namespace sanad {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t most_bytes_at_once = std::uint64_t{16} << 20;
constexpr std::size_t longest_request = 4096;
constexpr std::size_t most_ids_told = 100;

/// Lines of standard input; nothing at its end, or when the program is to stop.
class Requests {
public:
    explicit Requests(const StopFlag& stop) : stop_{stop} {}

    std::optional<std::string> next() {
        for (;;) {
            if (const std::size_t end = waiting_.find('\n'); end != std::string::npos) {
                std::string line = waiting_.substr(0, end);
                waiting_.erase(0, end + 1);
                return line;
            }
            if (stop_ || waiting_.size() > longest_request) return std::nullopt;
            pollfd wanted{STDIN_FILENO, POLLIN, 0};
            if (poll(&wanted, 1, 500) <= 0) continue;
            std::array<char, 4096> piece;
            const ssize_t got = read(STDIN_FILENO, piece.data(), piece.size());
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) return std::nullopt;
            waiting_.append(piece.data(), static_cast<std::size_t>(got));
        }
    }

private:
    const StopFlag& stop_;
    std::string waiting_;
};

struct Answer {
    JsonObject head;
    std::string bytes;
};

/// What of one image was looked at, for its ledger.
struct Looked {
    std::set<Id> files;
    bool media = false;
    Clock::time_point since = Clock::now();
};

class Viewing {
public:
    static Result<Viewing> open(Session& session, const std::string& case_path, bool record);

    /// The words of a request after its number.
    Result<Answer> answer(const std::vector<std::string_view>& words);
    /// Enters what was looked at.
    Result<void> close(const std::string& reason);

private:
    Viewing(CaseFolder folder, CaseReader reader, std::unique_ptr<CaseCustody> custody)
        : folder_{std::move(folder)}, reader_{std::move(reader)}, custody_{std::move(custody)} {}

    Result<ReadBack*> image(Id id);
    Result<FileDetail> file(std::string_view told);
    Result<std::string> content(const FileDetail& file, std::uint64_t offset, std::uint64_t length);
    Result<Answer> bytes(const std::vector<std::string_view>& words);
    Result<Answer> media(const std::vector<std::string_view>& words);
    Result<Answer> picture(const std::vector<std::string_view>& words);
    Result<Answer> frames(const FileDetail& video, PictureBox box);
    Result<Answer> structure(const std::vector<std::string_view>& words);
    Result<Answer> text(const std::vector<std::string_view>& words);
    Result<Answer> examined(const FileDetail& asked, const std::vector<ChosenModule>& modules);

    CaseFolder folder_;
    CaseReader reader_;
    std::unique_ptr<CaseCustody> custody_;
    std::map<Id, std::unique_ptr<ReadBack>> images_;
    std::map<Id, Looked> looked_;
    std::optional<PictureRenderer> renderer_;
    std::optional<VideoFrames> video_frames_;
    std::optional<std::vector<ChosenModule>> structure_modules_, text_modules_;
    std::vector<Error> not_loaded_;
};

Result<std::uint64_t> number_in(std::string_view word) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc{} || end != word.data() + word.size() || number > INT64_MAX) {
        return failure(Fault::refused, fmt::format("{}: not a number", shown(word)));
    }
    return number;
}

Result<void> expect(const std::vector<std::string_view>& words, std::size_t count, std::string_view form) {
    if (words.size() == count) return {};
    return failure(Fault::refused, fmt::format("the request is: NUMBER {}", form));
}

Result<Viewing> Viewing::open(Session& session, const std::string& case_path, bool record) {
    CaseFolder folder = TRY(CaseFolder::open(case_path));
    CaseReader reader = TRY(folder.reader());
    std::unique_ptr<CaseCustody> custody;
    if (record)
        custody = TRY(CaseCustody::open_for_reading(session, folder));
    else
        tell_not_recorded();
    return Viewing{std::move(folder), std::move(reader), std::move(custody)};
}

Result<ReadBack*> Viewing::image(Id id) {
    auto& opened = images_[id];
    if (opened == nullptr) {
        if (custody_) TRY(custody_->may_access(id));
        opened = std::make_unique<ReadBack>(TRY(ReadBack::open(folder_, id)));
        looked_.try_emplace(id);
    }
    return opened.get();
}

Result<FileDetail> Viewing::file(std::string_view told) {
    FileDetail file = TRY(reader_.file(static_cast<Id>(TRY(number_in(told)))));
    if (!file.content) return failure(Fault::not_found, fmt::format("file {} has no content", file.file.id));
    return file;
}

Result<std::string> Viewing::content(const FileDetail& file, std::uint64_t offset, std::uint64_t length) {
    std::string taken;
    if (file.content->size == 0) return taken;
    ReadBack* from = TRY(image(file.file_system.image));
    looked_[file.file_system.image].files.insert(file.file.id);
    auto read = from->content(file, offset, length, [&](Bytes piece) -> Result<void> {
        taken.append(text_of(piece));
        return {};
    });
    if (!read) {
        // A reader that was lost is opened anew with the next request.
        if (read.error().fault == Fault::system) images_.erase(file.file_system.image);
        return tl::unexpected{std::move(read.error())};
    }
    return taken;
}

std::string damage_json(ReadBack& from) {
    JsonArray ranges;
    for (const DamagedRange& range : from.take_damage()) {
        ranges.add(JsonObject{}
                       .number("image_offset", range.offset)
                       .number("length", range.length)
                       .text("reason", range.reason)
                       .str());
    }
    return ranges.str();
}

Result<Answer> Viewing::bytes(const std::vector<std::string_view>& words) {
    TRY(expect(words, 4, "bytes FILE OFFSET LENGTH"));
    const FileDetail asked = TRY(file(words[1]));
    const std::uint64_t offset = TRY(number_in(words[2]));
    const std::uint64_t length = std::min(TRY(number_in(words[3])), most_bytes_at_once);
    Answer answer;
    if (offset < asked.content->size) answer.bytes = TRY(content(asked, offset, length));
    answer.head.number("size", asked.content->size).number("offset", offset);
    if (const auto opened = images_.find(asked.file_system.image); opened != images_.end()) {
        answer.head.member("damage", damage_json(*opened->second));
    }
    return answer;
}

Result<Answer> Viewing::media(const std::vector<std::string_view>& words) {
    TRY(expect(words, 4, "media IMAGE OFFSET LENGTH"));
    const auto id = static_cast<Id>(TRY(number_in(words[1])));
    const std::uint64_t offset = TRY(number_in(words[2]));
    const std::uint64_t length = std::min(TRY(number_in(words[3])), most_bytes_at_once);
    ReadBack* from = TRY(image(id));
    looked_[id].media = true;
    Answer answer;
    TRY(from->media(offset, length, [&](Bytes piece) -> Result<void> {
        answer.bytes.append(text_of(piece));
        return {};
    }));
    answer.head.number("size", from->image().facts.size).number("offset", offset).member("damage", damage_json(*from));
    return answer;
}

Answer drawn(const Picture& picture) {
    Answer answer;
    answer.head.number("width", picture.size.width)
        .number("height", picture.size.height)
        .number("full_width", picture.full_size.width)
        .number("full_height", picture.full_size.height)
        .number("frames", picture.frames)
        .text("format", picture.format);
    answer.bytes.assign(text_of(picture.rgba));
    return answer;
}

Result<Answer> Viewing::picture(const std::vector<std::string_view>& words) {
    TRY(expect(words, 4, "picture FILE WIDTH HEIGHT"));
    const FileDetail asked = TRY(file(words[1]));
    const auto side = [](std::uint64_t told) {
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(told, most_picture_side));
    };
    const PictureBox box{side(TRY(number_in(words[2]))), side(TRY(number_in(words[3])))};
    if (is_video(asked.file.mime_type)) return frames(asked, box);
    if (asked.content->size > most_picture_bytes) {
        return failure(Fault::limit, fmt::format("{} bytes: pictures of more than {} MiB are not decoded",
                                                 asked.content->size, most_picture_bytes >> 20));
    }
    const std::string bytes = TRY(content(asked, 0, asked.content->size));
    if (!renderer_) renderer_ = TRY(PictureRenderer::start());
    return drawn(TRY(renderer_->render(bytes_of(bytes), box)));
}

/// Four frames are told apart on a small picture, sixteen on a large one.
Result<Answer> Viewing::frames(const FileDetail& video, PictureBox box) {
    constexpr std::uint32_t small_side = 512, frames_on_small = 4, frames_on_large = 16;
    if (!video_frames_) video_frames_ = TRY(VideoFrames::start());
    const auto read = [&](std::uint64_t offset, MutableBytes into) -> Result<void> {
        const std::string bytes = TRY(content(video, offset, into.size()));
        if (bytes.size() != into.size()) return failure(Fault::damaged, "its content ends before its size");
        std::ranges::copy(bytes_of(bytes), into.begin());
        return {};
    };
    const std::uint32_t wanted = std::max(box.width, box.height) <= small_side ? frames_on_small : frames_on_large;
    const VideoSheet sheet = TRY(video_frames_->sheet(video.content->size, read, wanted, box));
    Answer answer = drawn(sheet.picture);
    JsonArray times;
    for (const std::uint64_t time : sheet.times_ms) times.add(std::to_string(time));
    answer.head.number("columns", sheet.columns)
        .number("duration_ms", sheet.duration_ms)
        .member("times_ms", times.str());
    return answer;
}

/// Modules that show what a file is made of stand beside those that find traces in it; no ingest runs them.
Result<std::filesystem::path> structure_folder() {
    return TRY(plugin_folder()).parent_path() / "viewers";
}

Result<Answer> Viewing::structure(const std::vector<std::string_view>& words) {
    TRY(expect(words, 2, "structure FILE"));
    const FileDetail asked = TRY(file(words[1]));
    if (!structure_modules_) structure_modules_ = TRY(choose_modules(TRY(structure_folder()), {}, not_loaded_));
    return examined(asked, *structure_modules_);
}

Result<Answer> Viewing::text(const std::vector<std::string_view>& words) {
    TRY(expect(words, 2, "text FILE"));
    const FileDetail asked = TRY(file(words[1]));
    if (!text_modules_)
        text_modules_ = TRY(choose_modules(TRY(plugin_folder()), {"document.*", "mail.*"}, not_loaded_));
    return examined(asked, *text_modules_);
}

/// What these modules say of the file now: their nodes, or their texts.
Result<Answer> Viewing::examined(const FileDetail& asked, const std::vector<ChosenModule>& modules) {
    ModuleTask task;
    task.file = asked.file.id;
    for (std::size_t i = 0; i < modules.size(); ++i) {
        const FileAtHand at_hand{asked.file.path, asked.file.mime_type, {}};
        (wants(modules[i].manifest, at_hand) ? task.modules : task.signatures).push_back(i);
    }
    if (custody_) TRY(custody_->may_access(asked.file_system.image));
    looked_[asked.file_system.image].files.insert(asked.file.id);
    ModuleWorker worker{folder_, asked.file_system.image, modules, {}, {}, false};
    const ModuleTaskEnd end = TRY(worker.examine(task));
    if (!end.not_read.empty()) return failure(Fault::unreadable, end.not_read);

    Answer answer;
    JsonArray told;
    for (const ModuleAnswer& module : end.answers) {
        if (module.run.outcome == Outcome::not_mine) continue;
        const Manifest& manifest = modules[module.module].manifest;
        JsonArray warnings;
        for (const auto& warning : module.run.warnings) warnings.add(json_string(warning.message));
        told.add(JsonObject{}
                     .text("module", manifest.name)
                     .text("version", manifest.version)
                     .text("outcome", name_of(module.run.outcome))
                     .text("detail", module.run.detail)
                     .member("warnings", warnings.str())
                     .str());
        const auto source_json = [&](const SourceRange& source) {
            const Id id = source.stream < module.streams.size() ? module.streams[source.stream] : asked.file.id;
            return JsonObject{}
                .number("file", static_cast<std::uint64_t>(id))
                .number("offset", source.offset)
                .number("length", source.length)
                .str();
        };
        if (structure_modules_ && &modules == &*structure_modules_) {
            for (const Artifact& artifact : module.run.artifacts)
                answer.bytes += artifact_json(artifact, source_json(artifact.source));
        } else {
            for (const ModuleText& text : module.run.texts)
                answer.bytes += JsonObject{}
                                    .text("type", "text")
                                    .text("module", manifest.name)
                                    .text("text", text.text)
                                    .member("source", source_json(text.source))
                                    .line();
        }
    }
    answer.head.member("modules", told.str());
    return answer;
}

Result<Answer> Viewing::answer(const std::vector<std::string_view>& words) {
    const std::string_view what = words.empty() ? std::string_view{} : words[0];
    if (what == "bytes") return bytes(words);
    if (what == "media") return media(words);
    if (what == "picture") return picture(words);
    if (what == "structure") return structure(words);
    if (what == "text") return text(words);
    return failure(Fault::refused, "a request is: NUMBER bytes|media|picture|structure|text …");
}

Result<void> Viewing::close(const std::string& reason) {
    if (!custody_) return {};
    for (const auto& [image_id, looked] : looked_) {
        std::string what = looked.media ? "bytes of the image" : "";
        if (!looked.files.empty()) {
            if (!what.empty()) what += "; ";
            what += "content of files";
            std::size_t told = 0;
            for (const Id file : looked.files) {
                if (++told > most_ids_told) break;
                what += fmt::format("{} {}", told == 1 ? "" : ",", file);
            }
            if (looked.files.size() > most_ids_told) {
                what += fmt::format(" and {} more", looked.files.size() - most_ids_told);
            }
        }
        if (what.empty()) continue;
        const std::chrono::duration<double> took = Clock::now() - looked.since;
        TRY(custody_->accessed(image_id, what, std::max<std::uint64_t>(looked.files.size(), 1), took.count(), reason));
    }
    return custody_->session().close();
}

bool put(std::string_view text) {
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
}

Result<void> view(Session& session, const std::string& case_path, const std::string& reason, bool record) {
    Viewing viewing = TRY(Viewing::open(session, case_path, record));
    Requests requests{session.stop};
    while (const auto line = requests.next()) {
        std::vector<std::string_view> words;
        std::string_view rest{*line};
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(' '), rest.size());
            if (end > 0) words.push_back(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        if (words.empty()) continue;
        const auto number = number_in(words[0]);
        words.erase(words.begin());
        auto answered = number ? viewing.answer(words)
                               : Result<Answer>{failure(Fault::refused, "a request begins with its number")};
        JsonObject head = answered ? std::move(answered->head) : JsonObject{};
        head.number("request", number.value_or(0));
        if (!answered) head.text("error", answered.error().what).text("fault", name_of(answered.error().fault));
        head.number("length", answered ? answered->bytes.size() : 0);
        if (!put(head.line()) || (answered && !put(answered->bytes)) || std::fflush(stdout) != 0) break;
    }
    return viewing.close(reason);
}

}  // namespace

void add_view_verb(CLI::App& app, Session& session) {
    struct Told {
        std::string case_path, reason;
        bool no_record = false;
    };
    const auto told = std::make_shared<Told>();
    CLI::App* verb = app.add_subcommand("view", "Answer a desktop's requests for what files hold, one a line");
    verb->add_option("case", told->case_path, "Case folder")->required();
    verb->add_option("--reason", told->reason, "Why it is looked at, for the ledger (default: examination)");
    verb->add_flag("--no-record", told->no_record, no_record_help);
    verb->footer(
        "Examples:\n  sanad view op-lantern <<< '1 bytes 1204 0 512'\n"
        "  printf '1 bytes 1204 0 512\\n2 picture 88 320 240\\n' | sanad view op-lantern\n\n"
        "Requests: NUMBER bytes FILE OFFSET LENGTH; NUMBER media IMAGE OFFSET LENGTH; NUMBER picture FILE WIDTH "
        "HEIGHT;\n"
        "NUMBER structure FILE; NUMBER text FILE. Each answer is a JSON line with `request`, and `length` bytes after "
        "it: as recorded, the\n"
        "pixels (RGBA; of a video those of some of its frames, on one sheet), or JSON lines. Everything is read and "
        "decoded in\n"
        "sandboxed processes. What was looked at is entered into the ledger when the requests end.");
    verb->callback(
        [&session, told] { session.succeeded(view(session, told->case_path, told->reason, !told->no_record)); });
}

}  // namespace sanad
