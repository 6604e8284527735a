// Every image of the corpus against fls, icat and sha256sum of TSK 4.12.1 (ours may be 4.11.1).
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "tests/source/media.hpp"
#include "tests/source/tsk_oracle.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

struct Image {
    std::string_view oracle;  ///< folder of oracles/tsk
    std::string_view media;   ///< path in the corpus; empty where it follows from the folder's name
};

constexpr Image elsewhere[] = {
    {"ntfs-metadata__usnjrnl.qcow2", "files/windows/ntfs-metadata/plaso/usnjrnl.qcow2"},
    {"scenario-visible-s1", "files/scenario/visible/s1/s1.E01"},
    {"scenario-visible-s2-E01", "files/scenario/visible/s2/usb.E01"},
    {"scenario-visible-s2-E01__encase7_", "files/scenario/visible/s2/usb_e7.E01"},
    {"scenario-visible-s2-E01_in_1_MiB_segments", "files/scenario/visible/s2/usb_split.E01"},
    {"scenario-visible-s2-QCOW2_compressed", "files/scenario/visible/s2/usb.qcow2"},
    {"scenario-visible-s2-VHD_dynamic", "files/scenario/visible/s2/usb.vhd"},
    {"scenario-visible-s2-VMDK_monolithicSparse", "files/scenario/visible/s2/usb.vmdk"},
    {"scenario-visible-s2-split_raw", "files/scenario/visible/s2/usb.dd.001"},
    {"scenario-visible-s3", "files/scenario/visible/s3/s3.E01"},
};

std::string media_of(std::string_view oracle) {
    for (const Image& image : elsewhere) {
        if (image.oracle == oracle) return std::string{image.media};
    }
    const std::string name{oracle};
    if (name.rfind("scenario-visible-s5-", 0) == 0)
        return fmt::format("files/scenario/visible/s5/same_{}.img", name.substr(20));
    if (name.rfind("forensics-samples__", 0) == 0) return name.substr(19);
    const auto middle = name.find("__");
    return fmt::format("files/images/{}/{}", name.substr(0, middle), name.substr(middle + 2));
}

/// A difference that is right, and why.
struct Explained {
    std::string_view oracle;      ///< folder, "" for every image
    std::string_view difference;  ///< a part of the difference's text
    std::string_view why;
};

constexpr Explained explained[] = {
    {"", "/$BadClus:$Bad|8-128-1|sha256",
     "the stream is one hole as long as the volume; the oracle's icat left holes out, the content is zeros"},
    {"fs-ntfs__10-ntfs-disk.dd", "but fls lists none",
     "fls gives up where two of its readers accept a volume; both are real (DFTT 10), and fls -f lists each as we do"},
    {"fs-ntfs__10-ntfs-part3.dd", "but fls lists none",
     "fls gives up where two of its readers accept a volume; both are real (DFTT 10), and fls -f lists each as we do"},
};

const Explained* why(std::string_view oracle, const std::string& difference) {
    for (const Explained& known : explained) {
        if ((known.oracle.empty() || known.oracle == oracle) && difference.find(known.difference) != std::string::npos)
            return &known;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("every name, time, size and digest that fls and icat give for the corpus is ours too, or is explained") {
    use_utc_clock();
    const auto folder = corpus();
    if (!folder) {
        MESSAGE("skipped: no corpus");
        return;
    }
    std::vector<std::filesystem::path> oracles;
    for (const auto& each : std::filesystem::directory_iterator{*folder / "oracles/tsk"})
        oracles.push_back(each.path());
    std::sort(oracles.begin(), oracles.end());
    const char* only = std::getenv("SANAD_ONLY_IMAGE");
    Comparison all;
    std::size_t images = 0, skipped = 0, accepted = 0;
    fmt::print("{:<46} {:>3} {:>6} {:>8} {:>6} {:>9} {:>11}\n", "image", "fs", "names", "contents", "stale",
               "explained", "unexplained");
    for (const auto& oracle : oracles) {
        const std::string name = oracle.filename();
        if (only != nullptr && name.find(only) == std::string::npos) continue;
        const auto media = raw_media(media_of(name));
        if (!media) {
            fmt::print("{:<46} skipped: no {}\n", name, media_of(name));
            ++skipped;
            continue;
        }
        RawFile image{*media};
        const Comparison compared = compare_with_oracle(image, oracle);
        std::vector<std::string> open;
        std::vector<std::string> reasons;
        for (const std::string& difference : compared.differences) {
            if (const Explained* known = why(name, difference)) {
                reasons.push_back(fmt::format("{}: {}", difference.substr(0, difference.find(':')), known->why));
            } else {
                open.push_back(difference);
            }
        }
        fmt::print("{:<46} {:>3} {:>6} {:>8} {:>6} {:>9} {:>11}\n", name, compared.file_systems, compared.names,
                   compared.contents, compared.stale, reasons.size(), open.size());
        for (const std::string& reason : reasons) fmt::print("    explained: {}\n", reason);
        for (const std::string& difference : open) fmt::print("    {}\n", difference);
        CHECK_MESSAGE(open.empty(), name, ": ", open.size(), " differences without an explanation");
        ++images;
        accepted += reasons.size();
        all.file_systems += compared.file_systems;
        all.names += compared.names;
        all.contents += compared.contents;
        all.stale += compared.stale;
    }
    fmt::print(
        "{} images ({} skipped), {} file systems, {} names, {} contents; {} stale index names; {} differences "
        "explained\n",
        images, skipped, all.file_systems, all.names, all.contents, all.stale, accepted);
}
