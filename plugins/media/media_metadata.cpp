// media.metadata: what pictures say of their making (Exif, XMP, IPTC), and the smaller pictures inside them.
#include <algorithm>
#include <array>
#include <cmath>
#include <exiv2/exiv2.hpp>

#include "plugins/media/heif_items.hpp"
#include "plugins/media/picture_texts.hpp"
#include "plugins/media/picture_times.hpp"
#include "plugins/sdk/module.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::media;
using std::operator""sv;

struct Text {
    std::string_view attribute;
    std::initializer_list<std::string_view> keys;
};
const Text texts[] = {
    {"make", {"Exif.Image.Make", "Xmp.tiff.Make"}},
    {"model", {"Exif.Image.Model", "Xmp.tiff.Model"}},
    {"serial",
     {"Exif.Photo.BodySerialNumber", "Exif.Image.CameraSerialNumber", "Exif.Canon.SerialNumber", "Exif.Nikon3.SerialNO",
      "Exif.Nikon3.SerialNumber", "Exif.Fujifilm.SerialNumber", "Exif.Pentax.SerialNumber",
      "Exif.OlympusEq.SerialNumber", "Exif.Panasonic.InternalSerialNumber", "Xmp.aux.SerialNumber",
      "Xmp.exifEX.BodySerialNumber"}},
    {"lens", {"Exif.Photo.LensModel", "Xmp.aux.Lens", "Xmp.exifEX.LensModel"}},
    {"lens_serial", {"Exif.Photo.LensSerialNumber", "Xmp.aux.LensSerialNumber", "Xmp.exifEX.LensSerialNumber"}},
    {"owner", {"Exif.Photo.CameraOwnerName", "Exif.Canon.OwnerName", "Xmp.aux.OwnerName"}},
    {"software", {"Exif.Image.Software", "Xmp.xmp.CreatorTool", "Iptc.Application2.Program"}},
    {"gps_datum", {"Exif.GPSInfo.GPSMapDatum", "Xmp.exif.GPSMapDatum"}},
    {"title", {"Xmp.dc.title", "Iptc.Application2.ObjectName", "Exif.Image.XPTitle", "Xmp.pdf.Title"}},
    {"description",
     {"Exif.Image.ImageDescription", "Xmp.dc.description", "Iptc.Application2.Caption", "Exif.Image.XPSubject"}},
    {"artist", {"Exif.Image.Artist", "Xmp.dc.creator", "Iptc.Application2.Byline", "Exif.Image.XPAuthor"}},
    {"copyright", {"Exif.Image.Copyright", "Xmp.dc.rights", "Iptc.Application2.Copyright"}},
    {"city", {"Iptc.Application2.City", "Xmp.photoshop.City"}},
    {"country", {"Iptc.Application2.CountryName", "Xmp.photoshop.Country"}},
    {"image_id", {"Exif.Photo.ImageUniqueID", "Xmp.exif.ImageUniqueID"}},
    {"document_id", {"Xmp.xmpMM.DocumentID"}},
};

/// What Exiv2 says on the side. Its handler is one for the process, and so is a module.
std::string complaint;  // NOLINT: cleared before each file

void hear(int level, const char* message) {
    if (level >= Exiv2::LogMsg::error && complaint.empty())
        complaint = std::string_view{message}.substr(0, std::string_view{message}.find_last_not_of("\n ") + 1);
}

class Picture {
public:
    Picture(Exiv2::Image& image, Range whole) : image_{image}, metadata_{image}, artifact_{"picture.made", whole} {}

    const Artifact& artifact() {
        text("format", format());
        const auto size = [&](std::string_view name, std::int64_t pixels) {
            if (pixels > 0) artifact_.integer(name, pixels);
        };
        size("width", image_.pixelWidth());
        size("height", image_.pixelHeight());
        auto orientation = metadata_.integer("Exif.Image.Orientation");
        if (!orientation) orientation = metadata_.integer("Xmp.tiff.Orientation");
        if (orientation) artifact_.integer("orientation", *orientation);
        for (const Text& each : texts) text(each.attribute, metadata_.first(each.keys));
        for (const std::string& word :
             metadata_.all({"Xmp.dc.subject", "Iptc.Application2.Keywords", "Exif.Image.XPKeywords"})) {
            artifact_.text("keywords", word);
        }
        std::string comment = metadata_.user_comment();
        if (comment.empty()) comment = utf8(image_.comment());
        if (comment.empty()) comment = metadata_.text("Exif.Image.XPComment");
        text("comment", comment);
        times();
        place();
        return artifact_;
    }

private:
    void text(std::string_view name, std::string_view value) {
        if (!value.empty()) artifact_.text(name, value);
    }

    std::string format() const {
        const std::string mime = image_.mimeType();
        return utf8(mime.starts_with("image/") ? mime.substr(6) : mime);
    }

    /// Exif keeps fractions and zone beside the time (Exif 2.31 4.6.5); there they are put to it.
    std::string exif_time(std::string_view time, std::string_view fraction, std::string_view zone) const {
        std::string recorded = metadata_.text(time);
        // "    :  :     :  :  " and zeros are how a camera says that it does not know.
        if (recorded.find_first_of("123456789") == std::string::npos) return {};
        if (const std::string digits = metadata_.text(fraction);
            !digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos) {
            recorded += '.' + digits;
        }
        return recorded + metadata_.text(zone);
    }

    void time(std::string_view at, std::string_view local, const std::string& recorded) {
        if (recorded.empty()) return;
        artifact_.text(local, recorded);
        artifact_.time(at, moment_of(recorded));
    }

    void times() {
        std::string taken =
            exif_time("Exif.Photo.DateTimeOriginal", "Exif.Photo.SubSecTimeOriginal", "Exif.Photo.OffsetTimeOriginal");
        if (taken.empty()) taken = exif_time("Exif.Image.DateTimeOriginal", "", "");
        if (taken.empty()) taken = metadata_.first({"Xmp.exif.DateTimeOriginal", "Xmp.photoshop.DateCreated"});
        if (taken.empty()) taken = iptc_time("DateCreated", "TimeCreated");
        time("taken_at", "taken_local", taken);

        std::string created = exif_time("Exif.Photo.DateTimeDigitized", "Exif.Photo.SubSecTimeDigitized",
                                        "Exif.Photo.OffsetTimeDigitized");
        if (created.empty()) created = metadata_.first({"Xmp.xmp.CreateDate", "Xmp.exif.DateTimeDigitized"});
        if (created.empty()) created = iptc_time("DigitizationDate", "DigitizationTime");
        time("created_at", "created_local", created);

        std::string modified = exif_time("Exif.Image.DateTime", "Exif.Photo.SubSecTime", "Exif.Photo.OffsetTime");
        if (modified.empty()) modified = metadata_.first({"Xmp.xmp.ModifyDate", "Xmp.tiff.DateTime"});
        time("modified_at", "modified_local", modified);
    }

    std::string iptc_time(const std::string& date, const std::string& time) const {
        std::string recorded = metadata_.text("Iptc.Application2." + date);
        if (recorded.find_first_of("123456789") == std::string::npos) return {};
        const std::string clock = metadata_.text("Iptc.Application2." + time);
        return clock.empty() ? recorded : recorded + ' ' + clock;
    }

    void place() {
        coordinate("latitude", "Exif.GPSInfo.GPSLatitude", "Exif.GPSInfo.GPSLatitudeRef", "Xmp.exif.GPSLatitude", "NS",
                   90);
        coordinate("longitude", "Exif.GPSInfo.GPSLongitude", "Exif.GPSInfo.GPSLongitudeRef", "Xmp.exif.GPSLongitude",
                   "EW", 180);
        if (const auto height = metadata_.fraction("Exif.GPSInfo.GPSAltitude")) {
            const bool below = metadata_.text("Exif.GPSInfo.GPSAltitudeRef") == "1";
            artifact_.real("altitude", below ? -*height : *height);
        }
        if (const auto direction = metadata_.fraction("Exif.GPSInfo.GPSImgDirection");
            direction && metadata_.text("Exif.GPSInfo.GPSImgDirectionRef") == "T") {
            artifact_.real("direction", *direction);
        }
        const auto hours = metadata_.fraction("Exif.GPSInfo.GPSTimeStamp", 0);
        const auto minutes = metadata_.fraction("Exif.GPSInfo.GPSTimeStamp", 1);
        const auto seconds = metadata_.fraction("Exif.GPSInfo.GPSTimeStamp", 2);
        if (hours && minutes && seconds) {
            artifact_.time("gps_at", moment_of_day(metadata_.text("Exif.GPSInfo.GPSDateStamp"),
                                                   *hours * 3600 + *minutes * 60 + *seconds));
        }
    }

    /// Degrees, minutes and seconds with a letter for the side; a number without its side is no place.
    void coordinate(std::string_view name, std::string_view key, std::string_view side_key, std::string_view xmp_key,
                    std::string_view sides, double furthest) {
        const auto degrees = metadata_.fraction(key, 0);
        std::optional<double> value;
        std::string side = metadata_.text(side_key);
        if (degrees) {
            value =
                *degrees + metadata_.fraction(key, 1).value_or(0) / 60 + metadata_.fraction(key, 2).value_or(0) / 3600;
        } else if (const std::string text = metadata_.text(xmp_key); !text.empty()) {
            value = xmp_coordinate(text);
            side = text.back();
        }
        if (!value || side.empty() || sides.find(side[0]) == std::string_view::npos || *value > furthest) return;
        artifact_.real(name, side[0] == sides[1] ? -*value : *value);
    }

    /// "12,32.592600N" or "12,32,35N" (XMP part 2, GPSCoordinate).
    static std::optional<double> xmp_coordinate(const std::string& text) {
        double value = 0;
        double unit = 1;
        std::size_t at = 0;
        for (int part = 0; part < 3; ++part, unit /= 60) {
            double number = 0;
            double place = 0;
            const std::size_t begins = at;
            for (; at < text.size() && (text[at] == '.' || (text[at] >= '0' && text[at] <= '9')); ++at) {
                if (text[at] == '.') {
                    if (place != 0) return std::nullopt;
                    place = 1;
                } else if (place == 0) {
                    number = number * 10 + (text[at] - '0');
                } else {
                    place /= 10;
                    number += (text[at] - '0') * place;
                }
            }
            if (at == begins) return std::nullopt;
            value += number * unit;
            if (at + 1 == text.size()) return value;
            if (at >= text.size() || text[at] != ',') return std::nullopt;
            ++at;
        }
        return std::nullopt;
    }

    Exiv2::Image& image_;
    Metadata metadata_;
    Artifact artifact_;
};

class MediaMetadata {
public:
    static constexpr std::string_view name = "media.metadata", version = "1.0.0";
    static constexpr std::string_view summary =
        "Camera, times and place of pictures (Exif, XMP, IPTC); pictures inside";
    static constexpr std::array wants{signature("\xFF\xD8\xFF"),
                                      signature({"II*\0", 4}),
                                      signature({"MM\0*", 4}),
                                      signature("\x89PNG\r\n\x1A\n"),
                                      signature("WEBP", 8),
                                      signature("ftyphei", 4),
                                      signature("ftyphev", 4),
                                      signature("ftypmif1", 4),
                                      signature("ftypmsf1", 4),
                                      signature("ftypavif", 4),
                                      signature("ftypcrx ", 4),
                                      signature("8BPS"),
                                      signature({"\0\0\0\x0CjP  ", 8}),
                                      signature("IIRO"),
                                      signature("IIRS"),
                                      signature({"IIU\0", 4}),
                                      signature("FUJIFILMCCD-RAW"),
                                      signature({"\0MRM", 4}),
                                      name_glob("*.xmp")};
    static constexpr std::array emits{text("picture.made")};

    MediaMetadata() {
        Exiv2::LogMsg::setHandler(hear);
        Exiv2::enableBMFF(true);
    }

    Verdict examine(const File& file, const Sink& sink) const {
        const auto bytes = file.read_all();
        complaint.clear();
        auto image = opened(bytes);
        if (!image.get()) return Verdict::not_mine;
        try {
            image->readMetadata();
        } catch (const Exiv2::Error& error) {
            complaint = error.what();
        }
        read_heif_items(*image, Bits{bytes});
        Picture picture{*image, file.whole()};
        const Artifact& artifact = picture.artifact();
        if (!artifact.has("width") && complaint.empty() && image->exifData().empty() && image->xmpData().empty()) {
            complaint = "there is nothing in it that can be read";
        }
        sink.emit(artifact);
        derive_pictures(*image, bytes, file, sink);
        if (complaint.empty()) return Verdict::examined;
        sink.warn(file.whole(), utf8(complaint));
        return Verdict::damaged;
    }

private:
    /// Exiv2 0.27 hands out auto_ptr, 0.28 unique_ptr.
    static auto opened(const std::vector<std::uint8_t>& bytes)
        -> decltype(Exiv2::ImageFactory::open(bytes.data(), bytes.size())) {
        try {
            return Exiv2::ImageFactory::open(bytes.data(), bytes.size());
        } catch (const Exiv2::Error&) {
            return decltype(Exiv2::ImageFactory::open(bytes.data(), bytes.size())){};
        }
    }

    static void read_heif_items(Exiv2::Image& image, Bits file) {
        if (!file.is_at(4, "ftyp")) return;
        try {
            for (const Bits& item : heif_items(file, "Exif")) {
                if (!image.exifData().empty()) break;
                // 23008-12 A.2.1: where the TIFF header begins, counted from behind this number.
                const Bits tiff = item.from(4 + item.big(0, 4));
                const std::string_view content = tiff.text();
                const auto* begins = reinterpret_cast<const Exiv2::byte*>(content.data());
                if (content.empty()) continue;
                image.setByteOrder(
                    Exiv2::ExifParser::decode(image.exifData(), begins, static_cast<std::uint32_t>(content.size())));
            }
            for (const Bits& item : heif_items(file, "mime")) {
                if (!image.xmpData().empty()) break;
                Exiv2::XmpParser::decode(image.xmpData(), std::string{item.text()});
            }
        } catch (const Exiv2::Error& error) {
            complaint = error.what();
        }
    }

    /// Those that lie in the file byte by byte; not what Exiv2 puts together of parts.
    static void derive_pictures(Exiv2::Image& image, const std::vector<std::uint8_t>& bytes, const File& file,
                                const Sink& sink) {
        constexpr std::size_t most = 16;
        try {
            Exiv2::PreviewManager previews{image};
            std::size_t count = 0;
            const std::string_view all{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
            for (const auto& properties : previews.getPreviewProperties()) {
                if (++count > most) break;
                const Exiv2::PreviewImage preview = previews.getPreviewImage(properties);
                const std::string_view content{reinterpret_cast<const char*>(preview.pData()),
                                               static_cast<std::size_t>(preview.size())};
                if (content.empty()) continue;
                const std::size_t place = all.find(content);
                if (place == std::string_view::npos) continue;
                sink.derive("thumbnail " + std::to_string(preview.width()) + "x" + std::to_string(preview.height()) +
                                utf8(preview.extension()),
                            {place, content.size()}, {preview.pData(), content.size()});
            }
        } catch (const Exiv2::Error& error) {
            sink.warn(file.whole(), "a picture inside: " + utf8(error.what()));
        }
    }
};

}  // namespace

SANAD_MODULE(MediaMetadata)
