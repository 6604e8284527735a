#include "core/cli/report_pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "core/crypto/digest.hpp"
#include "core/ingest/read_back.hpp"
#include "core/model/media_type.hpp"
#include "core/render/picture_renderer.hpp"
#include "core/render/video_frames.hpp"
#include "core/report/png.hpp"

namespace sanad {
namespace {

constexpr PictureBox clear_box{240, 180}, blurred_box{14, 14};
constexpr std::uint64_t largest_picture = std::uint64_t{64} << 20, largest_video = std::uint64_t{4} << 30;
constexpr std::size_t most_pictures = 400;

class Pictures {
public:
    Pictures(const CaseFolder& folder, CaseReader& reader, bool clear)
        : folder_{folder}, reader_{reader}, clear_{clear} {}

    Result<ReportPicture> of(const ReportedThing& thing, const FileDetail& file);

private:
    Result<Picture> picture(ReadBack& image, const ReportedThing& thing, const FileDetail& file);
    Result<Picture> frames(ReadBack& image, const ReportedThing& thing, const FileDetail& file);
    PictureBox box() const { return clear_ ? clear_box : blurred_box; }

    const CaseFolder& folder_;
    CaseReader& reader_;
    bool clear_;
    std::map<Id, ReadBack> images_;
    std::optional<PictureRenderer> renderer_;
    std::optional<VideoFrames> video_frames_;
};

VideoFrames::ReadRange range_reader(ReadBack& image, const FileDetail& file) {
    return [&image, &file](std::uint64_t offset, MutableBytes into) -> Result<void> {
        TRY(image.content(file, offset, into.size(), [&](Bytes piece) -> Result<void> {
            std::ranges::copy(piece, into.begin());
            into = into.subspan(piece.size());
            return {};
        }));
        if (!into.empty()) return failure(Fault::damaged, "its content ends before its size");
        return {};
    };
}

/// The caption says whose bytes these are.
Result<void> expect_digest(Sha256& digest, const ReportedThing& thing) {
    if (hex(Bytes{digest.finish()}) == thing.sha256) return {};
    return failure(Fault::damaged, "the image gives other bytes than were examined");
}

Result<Picture> Pictures::picture(ReadBack& image, const ReportedThing& thing, const FileDetail& file) {
    if (file.file.size > largest_picture) return failure(Fault::limit, "larger than 64 MiB");
    if (!renderer_) renderer_ = TRY(PictureRenderer::start());
    std::vector<Byte> bytes;
    TRY(image.content(file, 0, file.file.size, [&](Bytes block) -> Result<void> {
        bytes.insert(bytes.end(), block.begin(), block.end());
        return {};
    }));
    Sha256 digest;
    digest.update(bytes);
    TRY(expect_digest(digest, thing));
    return renderer_->render(bytes, box());
}

Result<Picture> Pictures::frames(ReadBack& image, const ReportedThing& thing, const FileDetail& file) {
    constexpr std::uint32_t four = 4;
    if (file.file.size > largest_video) return failure(Fault::limit, "larger than 4 GiB");
    if (!video_frames_) video_frames_ = TRY(VideoFrames::start());
    Sha256 digest;
    TRY(image.content(file, 0, file.file.size, [&](Bytes block) -> Result<void> {
        digest.update(block);
        return {};
    }));
    TRY(expect_digest(digest, thing));
    return TRY(video_frames_->sheet(file.file.size, range_reader(image, file), four, box())).picture;
}

Result<ReportPicture> Pictures::of(const ReportedThing& thing, const FileDetail& file) {
    const Id id = file.file_system.image;
    auto found = images_.find(id);
    if (found == images_.end()) found = images_.emplace(id, TRY(ReadBack::open(folder_, id))).first;
    const Picture picture =
        TRY(is_video(thing.mime_type) ? frames(found->second, thing, file) : this->picture(found->second, thing, file));
    if (picture.size.width == 0 || picture.size.height == 0) return failure(Fault::damaged, "without pixels");
    ReportPicture result;
    result.png = png_of(picture.size.width, picture.size.height, picture.rgba);
    result.blurred = !clear_;
    return result;
}

}  // namespace

Result<ReportPictures> pictures_of(const CaseReport& facts, const CaseFolder& folder, bool clear,
                                   CaseCustody* custody) {
    ReportPictures result;
    CaseReader reader = TRY(folder.reader());
    Pictures pictures{folder, reader, clear};
    std::map<Id, std::uint64_t> looked_at;  // by image
    const auto began = std::chrono::steady_clock::now();
    std::size_t shown_count = 0;
    for (const ReportedThing& thing : facts.things) {
        if (!can_be_seen(thing) || thing.file_id == 0 || thing.sha256.empty()) continue;
        if (result.contains(thing.file_id)) continue;
        ReportPicture& here = result[thing.file_id];
        if (++shown_count > most_pictures) {
            here.missing = fmt::format("a report shows at most {} pictures", most_pictures);
            continue;
        }
        const FileDetail file = TRY(reader.file(thing.file_id));
        const Id image = file.file_system.image;
        if (custody != nullptr && !looked_at.contains(image)) TRY(custody->may_access(image));
        ++looked_at[image];
        auto picture = pictures.of(thing, file);
        if (picture) {
            here = std::move(*picture);
        } else {
            here.missing = picture.error().what;
        }
    }
    if (custody == nullptr) return result;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    for (const auto& [image, count] : looked_at) {
        TRY(custody->accessed(image, clear ? "pictures for a report" : "blurred pictures for a report", count,
                              took.count(), "report"));
    }
    return result;
}

void put_pictures(CaseReport& facts, const ReportPictures& pictures) {
    for (ReportedThing& thing : facts.things) {
        const auto found = pictures.find(thing.file_id);
        if (thing.finding || found == pictures.end()) continue;
        thing.picture_png = found->second.png;
        thing.picture_blurred = found->second.blurred;
        thing.picture_missing = found->second.missing;
    }
}

}  // namespace sanad
