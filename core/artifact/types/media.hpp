#pragma once
// What pictures and videos say of their making.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType picture_made[] = {
    {"format", Kind::text, "Format by content"},
    {"width", Kind::integer, "Width in pixels"},
    {"height", Kind::integer, "Height in pixels"},
    {"orientation", Kind::integer, "How it is to be turned: 1 to 8 of TIFF"},
    {"make", Kind::text, "Maker of the device"},
    {"model", Kind::text, "Model of the device"},
    {"serial", Kind::text, "Serial number of the device"},
    {"lens", Kind::text, "Lens"},
    {"lens_serial", Kind::text, "Serial number of the lens"},
    {"owner", Kind::text, "Owner set in the device"},
    {"software", Kind::text, "Software or firmware that wrote it"},
    {"taken_at", Kind::time, "When the picture was taken, where a zone is recorded", "Photo taken"},
    {"taken_local", Kind::text, "When it was taken, as recorded"},
    {"created_at", Kind::time, "When it was digitized or its document made, where a zone is recorded", "Picture made"},
    {"created_local", Kind::text, "When it was digitized or its document made, as recorded"},
    {"modified_at", Kind::time, "When it was last changed, where a zone is recorded", "Photo changed"},
    {"modified_local", Kind::text, "When it was last changed, as recorded"},
    {"latitude", Kind::real, "Degrees north"},
    {"longitude", Kind::real, "Degrees east"},
    {"altitude", Kind::real, "Metres above the sea"},
    {"gps_at", Kind::time, "When the place was fixed, by the satellites' clock", "Place of a photo fixed"},
    {"gps_datum", Kind::text, "Geodetic datum"},
    {"direction", Kind::real, "Degrees that the camera looked towards, clockwise from north"},
    {"title", Kind::text, "Title"},
    {"description", Kind::text, "Description"},
    {"comment", Kind::text, "Comment of the user or of the file"},
    {"artist", Kind::text, "Author"},
    {"copyright", Kind::text, "Copyright notice"},
    {"keywords", Kind::texts, "Keywords"},
    {"city", Kind::text, "City, as somebody wrote it"},
    {"country", Kind::text, "Country, as somebody wrote it"},
    {"image_id", Kind::text, "Unique number given by the device or program"},
    {"document_id", Kind::text, "Identifier of the document that a program worked on (XMP)"}};
inline constexpr AttributeType video_made[] = {
    {"format", Kind::text, "Container format"},
    {"brand", Kind::text, "Brand that the container names"},
    {"duration", Kind::real, "Seconds"},
    {"width", Kind::integer, "Width in pixels"},
    {"height", Kind::integer, "Height in pixels"},
    {"rotation", Kind::integer, "Degrees that a player turns it, clockwise"},
    {"codecs", Kind::texts, "Codecs of its tracks, as named in the file"},
    {"created_at", Kind::time, "When it was made; the format says UTC, some cameras write their local clock",
     "Video recorded"},
    {"modified_at", Kind::time, "When it was last changed; the format says UTC, some cameras write their local clock",
     "Video changed"},
    {"taken_at", Kind::time, "When it was recorded, where a zone is recorded", "Video recorded"},
    {"taken_local", Kind::text, "When it was recorded, as recorded"},
    {"make", Kind::text, "Maker of the device"},
    {"model", Kind::text, "Model of the device"},
    {"software", Kind::text, "Software or firmware that wrote it"},
    {"latitude", Kind::real, "Degrees north"},
    {"longitude", Kind::real, "Degrees east"},
    {"altitude", Kind::real, "Metres above the sea"},
    {"title", Kind::text, "Title"},
    {"artist", Kind::text, "Author"},
    {"comment", Kind::text, "Comment"},
    {"copyright", Kind::text, "Copyright notice"}};

inline constexpr ArtifactType media_types[] = {{"picture.made", "Picture", picture_made, "observable:RasterPicture"},
                                               {"video.made", "Video", video_made, "observable:File"}};

}  // namespace sanad
