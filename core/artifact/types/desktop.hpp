#pragma once
// What a user did on a desktop: opened documents, looked into folders, typed addresses.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType document_opened[] = {
    {"name", Kind::text, "Document, as the list of recent ones names it"},
    {"path", Kind::text, "Its path, where recorded"},
    {"program", Kind::text, "Program that opened it, where recorded"},
    {"list", Kind::text, "Which list: RecentDocs, OpenSaveMRU …"},
    {"position", Kind::integer, "Place in the list, 0 is the most recent"},
    {"opened_at", Kind::time, "When it was opened, where the list says so", "Document opened"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key (with the most recent entry only)",
     "Recent documents written"}};
inline constexpr AttributeType folder_visited[] = {
    {"path", Kind::text, "Folder, drive, share or archive that the user looked into"},
    {"position", Kind::integer, "Place among the folders of the one above, 0 is the most recent"},
    {"created_at", Kind::time, "When the folder was created, to two seconds", "Visited folder created"},
    {"modified_at", Kind::time, "When the folder was last modified, to two seconds", "Visited folder modified"},
    {"accessed_at", Kind::time, "When the folder was last accessed, to two seconds", "Visited folder accessed"},
    {"mft_entry", Kind::integer, "Its entry in the master file table"},
    {"mft_sequence", Kind::integer, "Sequence number of that entry"},
    {"slot", Kind::integer, "Number of the settings that the desktop keeps for it"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to the folder's own key", "Folder entry written"}};
inline constexpr AttributeType user_typed[] = {
    {"text", Kind::text, "What the user typed"},
    {"place", Kind::text, "Where: TypedURLs, TypedPaths, RunMRU, search"},
    {"position", Kind::integer, "Place in the list, 0 is the most recent"},
    {"typed_at", Kind::time, "When it was typed, where recorded", "Typed"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key (with the most recent entry only)", "Typed list written"}};

inline constexpr ArtifactType desktop_types[] = {
    {"document.opened", "Recent document", document_opened, "observable:File"},
    {"folder.visited", "Folder visited", folder_visited, "observable:Directory"},
    {"user.typed", "Typed by the user", user_typed, "observable:WindowsRegistryKey"}};

}  // namespace sanad
