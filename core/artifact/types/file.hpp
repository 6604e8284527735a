#pragma once
// What was done to files: deleted, downloaded, opened.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType file_deleted[] = {
    {"path", Kind::text, "Where the file was before, as the system recorded it"},
    {"deleted_at", Kind::time, "When it was deleted", "File deleted"},
    {"size", Kind::integer, "Its size in bytes"},
    {"path_bytes", Kind::bytes, "The path in the code page of that Windows, where no other form of it is recorded"},
    {"kept_as", Kind::text, "Name of the file in the recycle bin that keeps its content"},
    {"recycle_index", Kind::integer, "Its number in the recycle bin, where they are numbered"},
    {"drive", Kind::text, "Drive it was on, where recorded"},
    {"removed", Kind::integer, "1: no longer in the recycle bin, restored or deleted for good"}};
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
inline constexpr AttributeType file_changed[] = {
    {"file", Kind::text, "Name of the file or folder at that time"},
    {"changed_at", Kind::time, "When the change was written down", "File changed"},
    {"reasons", Kind::texts, "What changed"},
    {"file_reference", Kind::text, "MFT entry-sequence of the file"},
    {"parent_reference", Kind::text, "MFT entry-sequence of its folder"},
    {"usn", Kind::integer, "Place in the change journal"},
    {"attributes", Kind::integer, "File attribute flags"},
    {"source_info", Kind::integer, "Why the system itself changed it; 0 for people and programs"},
    {"security_id", Kind::integer, "Number of its security descriptor"},
    {"extents", Kind::texts, "Byte ranges that changed, OFFSET+LENGTH"}};

inline constexpr AttributeType file_backed_up[] = {
    {"path", Kind::text, "Path of the file or folder; ?UP is the profile of the account"},
    {"created_at", Kind::time, "Created time of the file", "Backed-up file created"},
    {"modified_at", Kind::time, "Modified time of the file", "Backed-up file modified"},
    {"attributes", Kind::integer, "File attribute flags"},
    {"usn", Kind::integer, "Place in the change journal"},
    {"entry_id", Kind::integer, "Number of the entry"},
    {"parent_id", Kind::integer, "Number of the text that is its folder"}};

inline constexpr ArtifactType file_types[] = {
    {"file.deleted", "File deleted", file_deleted, "observable:File"},
    {"file.downloaded", "File downloaded", file_downloaded, "observable:File"},
    {"file.changed", "File changed", file_changed, "observable:File"},
    {"file.backed_up", "File backed up", file_backed_up, "observable:File"}};

}  // namespace sanad
