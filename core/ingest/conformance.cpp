#include "core/ingest/conformance.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "core/crypto/block_tree.hpp"
#include "core/ingest/reader_pool.hpp"
#include "core/module/module_host.hpp"
#include "core/module/plugins.hpp"

namespace sanad {

// Made from samples/files/conformance/conformance.E01 by embed_bytes.cmake.
extern const unsigned char conformance_image[];
extern const std::size_t conformance_image_size;
// From samples/files/conformance/shortcut.lnk.
extern const unsigned char conformance_shortcut[];
extern const std::size_t conformance_shortcut_size;

namespace {

struct KnownFile {
    std::string_view path;
    std::string_view state;
    std::uint64_t size;
    std::string_view sha256;  // icat | sha256sum
    std::string_view mime;    // file --mime-type
};
constexpr KnownFile known_files[] = {
    {"/hello.txt", "allocated", 39, "7ea9947e7bf77e9aeff0ab1bd7e756a694f4cb197881d3456e2342aee2caacbb", "text/plain"},
    {"/نمونہ.txt", "allocated", 30, "9bec143ee658604add950f8e3bd355dfda1073d03be0a317b3a7869324e322dd", "text/plain"},
    {"/picture.txt", "allocated", 67, "a1abfd410973b0111c215baa879b9edcd739e601659ba44168269767cc2e9108", "image/png"},
    {"/gone.txt", "deleted", 25, "d01dd805292438a2c7e17e61b3be9a43c81738c2dcadd65b5cafda03f972d40f", "text/plain"},
};
constexpr std::string_view known_md5 = "2d62885ebda2921954ebba811d736a08";           // ewfverify
constexpr std::string_view known_sha1 = "68342659d26b41091590aa80afac22aa02f70ecf";  // ewfverify -d sha1
constexpr std::string_view known_sha256 = "79d40b30ca582bac2405981e2c165a74fd4ed3e832c80926e8857570fac57a1e";
constexpr std::uint64_t known_size = 131072;
constexpr std::string_view known_type = "ext2";  // fsstat
constexpr std::size_t known_names = 6;           // fls -r: lost+found, four files, $OrphanFiles

constexpr std::string_view shortcut_module = "windows.shell_link";
// As samples/making/shortcut.py wrote them. The header and the texts are read by the module itself, the rest by liblnk.
constexpr std::pair<std::string_view, std::string_view> shortcut_values[] = {
    {"target_created_at", "2024-01-17T21:20:00Z"},
    {"target_size", "4711"},
    {"description", "نمونہ"},
    {"target", "C:\\lantern\\notes.txt"},
    {"volume_label", "LANTERN"},
    {"drive_serial_number", "1a2b3c4d"},
    {"machine", "lantern-desk"},
    {"droid_file", "99990000-aaaa-11ee-bbbb-020000000001"},
};

std::string text_of_value(const AttributeValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* time = std::get_if<Timestamp>(&value)) return iso8601(*time);
    return "of another kind";
}

class Conformance {
public:
    explicit Conformance(std::filesystem::path reader) : reader_{std::move(reader)} {}
    ~Conformance() {
        if (fd_ >= 0) ::close(fd_);
    }
    Conformance(const Conformance&) = delete;
    Conformance& operator=(const Conformance&) = delete;
    Result<std::vector<ConformanceCheck>> run();

private:
    Result<void> open();
    Result<void> check_image();
    Result<void> check_files();
    Result<std::vector<Byte>> ask(ReaderRole role, ReaderFrame request, std::vector<Byte> body,
                                  std::function<bool(ReaderFrame, Bytes)> on_stream = {});
    void check(std::string what, std::string expected, std::string found) {
        checks_.push_back({std::move(what), std::move(expected), std::move(found)});
    }

    std::filesystem::path reader_;
    int fd_ = -1;
    SegmentList segments_;
    std::unique_ptr<ReaderPool> pool_;
    std::vector<ConformanceCheck> checks_;
};

Result<void> Conformance::open() {
    fd_ = ::memfd_create("conformance.E01", MFD_CLOEXEC);
    if (fd_ < 0 ||
        ::write(fd_, conformance_image, conformance_image_size) != static_cast<ssize_t>(conformance_image_size)) {
        return failure(Fault::system, "no memory for the conformance image");
    }
    segments_.container = Container::ewf;
    segments_.files = {{"conformance.E01", fd_, conformance_image_size}};
    segments_.layer_sizes = {1};
    ReaderPool::Settings settings;
    settings.program = reader_.empty() ? TRY(worker_program("sanad-reader")) : reader_;
    settings.workers = 1;
    settings.memory_bytes = known_size;
    pool_ = TRY(ReaderPool::create(std::move(settings), segments_));
    const ImageFacts facts = TRY(pool_->open(ReaderRole::walker));
    check("format of the image", "E01", facts.format);
    check("size of the medium", std::to_string(known_size), std::to_string(facts.size));
    check("stored MD5", std::string{known_md5}, facts.stored_md5 ? hex(*facts.stored_md5) : "none");
    check("stored SHA-1", std::string{known_sha1}, facts.stored_sha1 ? hex(*facts.stored_sha1) : "none");
    if (facts.size != known_size) return failure(Fault::damaged, "the conformance image is not read as it was written");
    return {};
}

Result<std::vector<Byte>> Conformance::ask(ReaderRole role, ReaderFrame request, std::vector<Byte> body,
                                           std::function<bool(ReaderFrame, Bytes)> on_stream) {
    ReaderJob job;
    job.role = role;
    job.request = request;
    job.body = std::move(body);
    job.subject = "conformance.E01";
    job.on_stream = std::move(on_stream);
    JobEnd end = TRY(pool_->ask(std::move(job)));
    if (end.how != JobEnd::How::done) return tl::unexpected{std::move(end.error)};
    return std::move(end.body);
}

Result<void> Conformance::check_image() {
    TRY(ask(ReaderRole::content, ReaderFrame::fill, encode(std::vector<FillRange>{{0, known_size, 0}})));
    const auto body =
        TRY(ask(ReaderRole::content, ReaderFrame::digest_image, encode(ImageDigestTask{0, known_size, {}})));
    const auto result = decode_image_digest_result(body);
    if (!result || result->leaves.size() != 1) return failure(Fault::damaged, "the reader's digests make no sense");
    check("MD5 of the medium", std::string{known_md5}, hex(result->state.md5.finish()));
    check("SHA-1 of the medium", std::string{known_sha1}, hex(result->state.sha1.finish()));
    check("SHA-256 of the medium", std::string{known_sha256}, hex(result->state.sha256.finish()));
    return {};
}

Result<void> Conformance::check_files() {
    const auto volumes = decode_volume_answer(TRY(ask(ReaderRole::walker, ReaderFrame::list_volumes, {})), known_size);
    if (!volumes || volumes->file_systems.size() != 1) return failure(Fault::damaged, "no file system was recognised");
    check("file system", std::string{known_type}, volumes->file_systems[0].type);

    std::vector<WalkedRecord> records;
    WalkRequest walk;
    walk.file_system = volumes->file_systems[0];
    TRY(ask(ReaderRole::walker, ReaderFrame::walk, encode(walk), [&](ReaderFrame kind, Bytes body) {
        if (kind == ReaderFrame::free_ranges) return true;
        auto some = decode_records(body, known_size);
        if (!some) return false;
        std::move(some->begin(), some->end(), std::back_inserter(records));
        return true;
    }));
    check("names, deleted ones included", std::to_string(known_names), std::to_string(records.size()));
    for (const KnownFile& known : known_files) {
        const auto found = std::find_if(records.begin(), records.end(),
                                        [&](const WalkedRecord& each) { return each.record.path == known.path; });
        const std::string path{known.path};
        if (found == records.end() || !found->record.content) {
            check(path, "listed", "not listed");
            continue;
        }
        check("state of " + path, std::string{known.state}, std::string{name_of(found->record.state)});
        check("size of " + path, std::to_string(known.size), std::to_string(found->record.content->size));
        ReadContentRequest read;
        read.file_system = walk.file_system;
        read.content = *found->record.content;
        read.state = found->record.state;
        const auto done =
            decode_content_done(TRY(ask(ReaderRole::walker, ReaderFrame::read_content, encode(read))), known_size);
        if (!done) return failure(Fault::damaged, "the reader's digests make no sense");
        check("SHA-256 of " + path, std::string{known.sha256}, hex(done->result.digests.sha256));
        check("type of " + path, std::string{known.mime}, done->result.mime);
    }
    return {};
}

Result<std::vector<ConformanceCheck>> Conformance::run() {
    TRY(open());
    TRY(check_image());
    TRY(check_files());
    return std::move(checks_);
}

}  // namespace

Result<std::vector<ConformanceCheck>> run_conformance(const std::filesystem::path& reader) {
    return Conformance{reader}.run();
}

Result<std::vector<ConformanceCheck>> run_module_conformance(const std::filesystem::path& plugin) {
    const std::string module{shortcut_module};
    ModuleHost host = TRY(ModuleHost::load(plugin.empty() ? TRY(plugin_folder()) / (module + ".so") : plugin));
    std::vector<ConformanceCheck> checks;
    checks.push_back({"name of the module", module, host.manifest().name});
    FileOffer offer;
    offer.file.path = "/lantern.lnk";
    offer.file.bytes = Bytes{conformance_shortcut, conformance_shortcut_size};
    offer.mime_type = "application/x-ms-shortcut";
    const ModuleRun run = TRY(host.examine(offer));
    checks.push_back(
        {"outcome of the shortcut", std::string{name_of(Outcome::examined)}, std::string{name_of(run.outcome)}});
    checks.push_back({"findings in the shortcut", "1", std::to_string(run.artifacts.size())});
    if (run.artifacts.empty()) return checks;
    const Artifact& saved = run.artifacts.front();
    checks.push_back({"type of the finding", "shortcut.saved", saved.type});
    for (const auto& [name, value] : shortcut_values) {
        const auto found = std::ranges::find(saved.attributes, name, &Attribute::name);
        checks.push_back({fmt::format("{} of the shortcut", name), std::string{value},
                          found == saved.attributes.end() ? "none" : text_of_value(found->value)});
    }
    return checks;
}

}  // namespace sanad
