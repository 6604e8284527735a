#pragma once
// What the Windows shell keeps of what people opened, pinned, scheduled and looked at.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType shortcut_saved[] = {
    {"target", Kind::text, "Local path of the target when the shortcut was last written"},
    {"network_target", Kind::text, "Network path of the target"},
    {"shell_path", Kind::text, "Path by the shell's own list of items"},
    {"relative_path", Kind::text, "Path of the target from the shortcut"},
    {"working_directory", Kind::text, "Folder the target starts in"},
    {"arguments", Kind::text, "Arguments given to the target"},
    {"description", Kind::text, "Comment"},
    {"icon_location", Kind::text, "File that the icon is taken from"},
    {"icon_environment_path", Kind::text, "The same with environment variables"},
    {"environment_path", Kind::text, "Path of the target with environment variables"},
    {"target_created_at", Kind::time, "Created time of the target", "Shortcut's target created"},
    {"target_modified_at", Kind::time, "Modified time of the target", "Shortcut's target modified"},
    {"target_accessed_at", Kind::time, "Accessed time of the target", "Shortcut's target accessed"},
    {"target_size", Kind::integer, "Size of the target in bytes, its low 32 bits"},
    {"target_attributes", Kind::integer, "File attribute flags of the target"},
    {"drive_type", Kind::integer, "2 removable, 3 fixed, 4 network, 5 optical, 6 memory"},
    {"drive_serial_number", Kind::text, "Serial number of the volume, hexadecimal"},
    {"volume_label", Kind::text, "Label of the volume"},
    {"machine", Kind::text, "Computer that the target was last on"},
    {"droid_volume", Kind::text, "Volume of the target, object identifier"},
    {"droid_file", Kind::text, "Target, object identifier"},
    {"birth_droid_volume", Kind::text, "Volume of the target when it got its identifier"},
    {"birth_droid_file", Kind::text, "Target when it got its identifier"},
    {"droid_made_at", Kind::time, "When the target's object identifier was made", "Object identifier of a file made"},
    {"mac_address", Kind::text, "Network card of the computer that made the identifier"},
    {"show_command", Kind::integer, "How the window is shown"},
    {"hot_key", Kind::integer, "Key that opens it"}};
inline constexpr AttributeType shell_item_listed[] = {
    {"path", Kind::text, "Path down to this item"},
    {"name", Kind::text, "Short name"},
    {"long_name", Kind::text, "Long name"},
    {"localized_name", Kind::text, "Name as a resource of a library"},
    {"created_at", Kind::time, "Created time of the file or folder, to two seconds", "Shell item's file created"},
    {"modified_at", Kind::time, "Modified time, to two seconds", "Shell item's file modified"},
    {"accessed_at", Kind::time, "Accessed time, to two seconds", "Shell item's file accessed"},
    {"size", Kind::integer, "Size in bytes, its low 32 bits"},
    {"attributes", Kind::integer, "File attribute flags"},
    {"file_reference", Kind::text, "MFT entry-sequence"}};
inline constexpr AttributeType jump_list_used[] = {
    {"path", Kind::text, "What was opened or pinned"},
    {"used_at", Kind::time, "When it was last used or pinned", "Jump list entry used"},
    {"use_count", Kind::integer, "Times used, where the version counts them"},
    {"pinned", Kind::integer, "Its place among the pinned ones; absent when it is not pinned"},
    {"entry_number", Kind::integer, "Number of the entry, of its stream in hexadecimal"},
    {"host", Kind::text, "Computer that it was on"},
    {"application_id", Kind::text, "Application whose list it is"},
    {"droid_volume", Kind::text, "Volume, object identifier"},
    {"droid_file", Kind::text, "File, object identifier"},
    {"birth_droid_volume", Kind::text, "Volume when the file got its identifier"},
    {"birth_droid_file", Kind::text, "File when it got its identifier"},
    {"droid_made_at", Kind::time, "When the file's object identifier was made", "Object identifier of a file made"},
    {"mac_address", Kind::text, "Network card of the computer that made the identifier"}};
inline constexpr AttributeType task_scheduled[] = {
    {"task", Kind::text, "Path of the task in the scheduler"},
    {"author", Kind::text, "Who made it"},
    {"description", Kind::text, "Comment"},
    {"program", Kind::text, "Command that it runs"},
    {"arguments", Kind::text, "Arguments of the command"},
    {"working_directory", Kind::text, "Folder the command starts in"},
    {"actions", Kind::texts, "All that it does, in order"},
    {"triggers", Kind::texts, "What starts it"},
    {"account", Kind::text, "Account it runs as"},
    {"run_level", Kind::text, "LeastPrivilege or HighestAvailable"},
    {"registered_at", Kind::time, "When it was registered, where the zone is recorded", "Task registered"},
    {"registered", Kind::text, "When it was registered, as recorded"},
    {"starts", Kind::texts, "When each trigger begins to count, as recorded; local time where no zone is given"},
    {"ends", Kind::texts, "When each trigger ends, as recorded"},
    {"last_run", Kind::text, "Last run as recorded, local time"},
    {"exit_code", Kind::integer, "What the last run returned"},
    {"status", Kind::integer, "State of the task, an HRESULT"},
    {"enabled", Kind::text, "Whether it may start, as recorded"},
    {"hidden", Kind::text, "Whether the user interface hides it, as recorded"},
    {"version", Kind::text, "Version as its author counts"},
    {"origin", Kind::text, "Where it came from, as its author says"}};
inline constexpr AttributeType thumbnail_cached[] = {
    {"name", Kind::text, "Name of the picture, or its identifier in the cache"},
    {"path", Kind::text, "Path of the picture, where the cache has it"},
    {"cache_key", Kind::text, "Hash by which the cache finds the entry, hexadecimal"},
    {"modified_at", Kind::time, "Modified time of the picture", "Pictured file modified"},
    {"entry_number", Kind::integer, "Number of the entry in the cache"},
    {"size", Kind::integer, "Size of the small picture in bytes"},
    {"width", Kind::integer, "Width in pixels, where the cache has it"},
    {"height", Kind::integer, "Height in pixels, where the cache has it"},
    {"format", Kind::text, "What the small picture's first bytes say it is"}};

inline constexpr ArtifactType shell_types[] = {
    {"shortcut.saved", "Shortcut", shortcut_saved, "observable:File"},
    {"shell_item.listed", "Shell item", shell_item_listed, "observable:File"},
    {"jump_list.used", "Jump list entry", jump_list_used, "observable:File"},
    {"task.scheduled", "Task scheduled", task_scheduled, "observable:WindowsTask"},
    {"thumbnail.cached", "Thumbnail", thumbnail_cached, "observable:RasterPicture"}};

}  // namespace sanad
