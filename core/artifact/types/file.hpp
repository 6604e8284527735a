#pragma once
// What was done to files: deleted, downloaded, opened.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType file_deleted[] = {
    {"path", Kind::text, "Where the file was before, as the system recorded it"},
    {"deleted_at", Kind::time, "When it was deleted", "File deleted"},
    {"size", Kind::integer, "Its size in bytes"}};
inline constexpr AttributeType file_downloaded[] = {
    {"file", Kind::text, "Name of the file that came from elsewhere"},
    {"url", Kind::text, "Address it came from"},
    {"path", Kind::text, "Where it was put"},
    {"downloaded_at", Kind::time, "When it was through, or the attempt last went on", "File downloaded"},
    {"size", Kind::integer, "Its size in bytes"},
    {"mime_type", Kind::text, "Its type, as the server gave it"},
    {"status", Kind::integer, "HTTP status, or the program's own number above 400"},
    {"referrer_url", Kind::text, "Page or archive that led to it"},
    {"host_address", Kind::text, "Network address of the host it came from"},
    {"zone", Kind::integer, "Security zone: 0 this machine, 1 intranet, 2 trusted, 3 internet, 4 restricted"},
    {"program", Kind::text, "Program that saved it"}};

inline constexpr ArtifactType file_types[] = {
    {"file.deleted", "File deleted", file_deleted, "observable:File"},
    {"file.downloaded", "File downloaded", file_downloaded, "observable:File"}};

}  // namespace sanad
