#include "tests/gui/million_files.hpp"

#include <fmt/format.h>

#include <array>
#include <string>

#include "core/store/case_writer.hpp"

namespace sanad::test {
namespace {

constexpr std::size_t files_a_folder = 40, files_a_finding = 5;
constexpr std::uint64_t batch = 100'000;
constexpr std::uint64_t root = 5, first_address = 64;
constexpr std::int64_t second = 1'000'000'000, year = 31'557'600 * second;

struct Kind {
    const char* extension;
    const char* mime_type;
};
constexpr Kind kinds[] = {{"dll", "application/vnd.microsoft.portable-executable"},
                          {"xml", "application/xml"},
                          {"jpg", "image/jpeg"},
                          {"manifest", "application/xml"},
                          {"txt", "text/plain"},
                          {"png", "image/png"},
                          {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
                          {"dat", "application/octet-stream"},
                          {"htm", "text/html"},
                          {"pdf", "application/pdf"}};
constexpr const char* words[] = {"report", "invoice", "holiday", "system", "تصویر", "رسید", "cache", "update"};

/// Numbers without order that are the same everywhere.
class Spread {
public:
    std::uint64_t next() {
        state_ = state_ * 6364136223846793005u + 1442695040888963407u;
        return state_ >> 24;
    }

private:
    std::uint64_t state_ = 20240301;
};

template <class Digest>
Digest digest_from(std::uint64_t number) {
    Digest digest{};
    for (auto& byte : digest) {
        number = number * 6364136223846793005u + 1442695040888963407u;
        byte = static_cast<std::uint8_t>(number >> 56);
    }
    return digest;
}

Timestamp some_time(Spread& spread) {
    return Timestamp{1'500'000'000 * second +
                     static_cast<std::int64_t>(spread.next() % static_cast<std::uint64_t>(8 * year))};
}

FileTimes some_times(Spread& spread) {
    return {some_time(spread), some_time(spread), some_time(spread), some_time(spread)};
}

FileRecord folder_of(std::string path, std::uint64_t address, std::uint64_t parent, Spread& spread) {
    FileRecord folder;
    folder.path = std::move(path);
    folder.kind = FileKind::directory;
    folder.metadata_address = address;
    folder.parent_address = parent;
    folder.times = folder.name_times = some_times(spread);
    return folder;
}

struct FileAndResult {
    FileRecord file;
    ContentResult result;
};

FileAndResult some_file(const std::string& folder, std::uint64_t folder_address, std::uint64_t number,
                        std::uint64_t address, Spread& spread) {
    const Kind& kind = kinds[spread.next() % std::size(kinds)];
    FileAndResult made;
    FileRecord& file = made.file;
    file.path = fmt::format("{}/{} {:07}.{}", folder, words[spread.next() % std::size(words)], number, kind.extension);
    file.metadata_address = address;
    file.parent_address = folder_address;
    file.sequence = 1;
    file.link_count = 1;
    file.sid = "S-1-5-21-1004336348-1177238915-682003330-1001";
    file.times = some_times(spread);
    file.name_times = file.times;
    if (number % 50 == 0) file.state = NameState::deleted;
    Content content;
    content.metadata_address = address;
    content.attribute_type = 128;
    content.size = spread.next() % (number % 100 == 0 ? 50'000'000 : 60'000) + 1;
    content.allocated_size = (content.size + 4095) / 4096 * 4096;
    content.extents = {{0, (1 << 20) + spread.next() % 100'000'000 * 4096, content.size, ExtentKind::stored}};
    file.content = content;
    // One in eight has the content of another.
    const std::uint64_t same = number % 8 == 0 ? number % 4096 : number;
    made.result.digests = {digest_from<Md5Digest>(same), digest_from<Sha1Digest>(same + 1),
                           digest_from<Sha256Digest>(same + 2)};
    made.result.mime_type = kind.mime_type;
    made.result.mismatch = number % 1000 == 0;
    return made;
}

Artifact some_finding(std::uint64_t number, Spread& spread) {
    if (number % 4 == 0) {
        return {"program.executed",
                {0, 0, 64},
                {{"program", fmt::format("PROGRAM{:05}.EXE", number % 3000)},
                 {"run_count", static_cast<std::int64_t>(number % 90)},
                 {"executed_at", some_time(spread)}}};
    }
    return {"web.visited",
            {0, number % 4096, 64},
            {{"url", fmt::format("https://example.org/{}/{:07}", words[number % 4], number)},
             {"title", fmt::format("Page {}", number)},
             {"visited_at", some_time(spread)}}};
}

}  // namespace

Result<void> add_million_files(const std::filesystem::path& case_db, std::size_t files) {
    CaseWriter writer = TRY(CaseWriter::open(case_db));
    const Id item = TRY(writer.add_evidence_item({0, "NB/1", "made for measuring", {}}));
    ImageFacts image_facts;
    image_facts.format = "raw";
    image_facts.size = std::uint64_t{500} << 30;
    image_facts.segments = {"/nowhere/million.raw"};
    image_facts.segment_sizes = {image_facts.size};
    const Id image = TRY(writer.add_image(item, image_facts));
    Volume volume;
    volume.kind = VolumeKind::partition;
    volume.scheme = "DOS";
    volume.description = "NTFS / exFAT (0x07)";
    volume.offset = 1 << 20;
    volume.length = image_facts.size - volume.offset;
    TRY(writer.add_volumes(image, std::span{&volume, 1}));
    FileSystemFacts system;
    system.type = "NTFS";
    system.label = "Windows";
    system.offset = volume.offset;
    system.length = volume.length;
    system.block_size = 4096;
    system.block_count = system.length / 4096;
    system.last_metadata_address = first_address + 2 * files;
    system.readable = true;
    const Id file_system = TRY(writer.add_file_systems(image, std::span{&system, 1})).front();

    Spread spread;
    std::uint64_t address = first_address;
    TRY(writer.begin_walk(file_system));
    // As WinSxS: one folder with very many, each with a few files.
    const std::uint64_t wide = address++;
    TRY(writer.add_file(folder_of("/Windows", wide, root, spread)));
    std::string folder;
    std::uint64_t folder_address = 0;
    for (std::size_t number = 1; number < files; ++number) {
        if (number % files_a_folder == 1) {
            folder = fmt::format("/Windows/amd64_component_{:06}", number / files_a_folder);
            folder_address = address++;
            TRY(writer.add_file(folder_of(folder, folder_address, wide, spread)));
            continue;  // a folder is one of the files
        }
        const auto [file, result] = some_file(folder, folder_address, number, address++, spread);
        const AddedFile added = TRY(writer.add_file(file, &result));
        if (number % files_a_finding == 0)
            TRY(writer.add_artifact(added.file, "made.for_measuring", "1", added.file, some_finding(number, spread)));
        TRY(writer.commit_when(batch));
    }
    TRY(writer.finish_walk(WalkState::complete, {}));
    TRY(writer.set_image_state(image, ImageState::examined));
    TRY(writer.build_indexes());
    return writer.commit();
}

}  // namespace sanad::test
