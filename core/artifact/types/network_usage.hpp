#pragma once
// What programs used of network and machine, as Windows measures it, and what its own cache of the web holds.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType network_measured[] = {
    {"application", Kind::text, "Program or service"},
    {"user_sid", Kind::text, "Account it ran as"},
    {"recorded_at", Kind::time, "End of the hour measured", "Network use recorded"},
    {"bytes_sent", Kind::integer, "Bytes sent"},
    {"bytes_received", Kind::integer, "Bytes received"},
    {"interface_luid", Kind::integer, "Network interface, its local identifier"},
    {"interface_type", Kind::integer, "Kind of interface by IANA: 6 wire, 71 wireless, 243 and 244 mobile"},
    {"profile_id", Kind::integer, "Network profile, 0 none"},
    {"profile_flags", Kind::integer, "Flags of the profile"},
    {"row", Kind::integer, "Number of the row in its table"}};
inline constexpr AttributeType network_connected[] = {
    {"application", Kind::text, "Program or service, where recorded"},
    {"user_sid", Kind::text, "Account, where recorded"},
    {"connected_at", Kind::time, "When the connection began", "Network connected"},
    {"connected_seconds", Kind::integer, "How long it was connected, in seconds"},
    {"recorded_at", Kind::time, "End of the hour measured", "Network connection recorded"},
    {"interface_luid", Kind::integer, "Network interface, its local identifier"},
    {"interface_type", Kind::integer, "Kind of interface by IANA: 6 wire, 71 wireless, 243 and 244 mobile"},
    {"profile_id", Kind::integer, "Network profile, 0 none"},
    {"profile_flags", Kind::integer, "Flags of the profile"},
    {"row", Kind::integer, "Number of the row in its table"}};
inline constexpr AttributeType program_measured[] = {
    {"application", Kind::text, "Program or service"},
    {"user_sid", Kind::text, "Account it ran as"},
    {"recorded_at", Kind::time, "End of the hour measured", "Program's use of the machine recorded"},
    {"foreground_cycles", Kind::integer, "Processor cycles while in front"},
    {"background_cycles", Kind::integer, "Processor cycles while behind"},
    {"face_time", Kind::integer, "How long it was in front, as recorded"},
    {"foreground_bytes_read", Kind::integer, "Bytes read while in front"},
    {"foreground_bytes_written", Kind::integer, "Bytes written while in front"},
    {"background_bytes_read", Kind::integer, "Bytes read while behind"},
    {"background_bytes_written", Kind::integer, "Bytes written while behind"},
    {"foreground_context_switches", Kind::integer, "Switches of context while in front"},
    {"background_context_switches", Kind::integer, "Switches of context while behind"},
    {"foreground_reads", Kind::integer, "Read operations while in front"},
    {"foreground_writes", Kind::integer, "Write operations while in front"},
    {"foreground_flushes", Kind::integer, "Flushes while in front"},
    {"background_reads", Kind::integer, "Read operations while behind"},
    {"background_writes", Kind::integer, "Write operations while behind"},
    {"background_flushes", Kind::integer, "Flushes while behind"},
    {"row", Kind::integer, "Number of the row in its table"}};
inline constexpr AttributeType notification_received[] = {
    {"application", Kind::text, "Program that got it"},
    {"user_sid", Kind::text, "Account it ran as"},
    {"recorded_at", Kind::time, "End of the hour measured", "Push notifications recorded"},
    {"notification_type", Kind::integer, "Kind of notification"},
    {"payload_bytes", Kind::integer, "Size of what was pushed"},
    {"network_type", Kind::integer, "Kind of network"},
    {"row", Kind::integer, "Number of the row in its table"}};
inline constexpr AttributeType usage_recorded[] = {
    {"table", Kind::text, "Table of the database"},
    {"application", Kind::text, "Program or service, where recorded"},
    {"user_sid", Kind::text, "Account, where recorded"},
    {"recorded_at", Kind::time, "When it was recorded", "Use of the machine recorded"},
    {"values", Kind::texts, "The other columns as they stand, COLUMN=value"},
    {"row", Kind::integer, "Number of the row in its table"}};

inline constexpr AttributeType web_cache_opened[] = {
    {"container", Kind::text, "Name of the container"},
    {"container_id", Kind::integer, "Number of the container"},
    {"set_id", Kind::integer, "Set that it belongs to"},
    {"directory", Kind::text, "Folder that keeps its files"},
    {"partition", Kind::text, "Partition of the browser's data"},
    {"accessed_at", Kind::time, "When it was last used", "Web cache container used"},
    {"scavenged_at", Kind::time, "When it was last tidied", "Web cache container tidied"}};
inline constexpr AttributeType web_cache_recorded[] = {
    {"container", Kind::text, "Name of the container: Content, History, Cookies, iedownload …"},
    {"container_id", Kind::integer, "Number of the container"},
    {"entry_id", Kind::integer, "Number of the entry in it"},
    {"url", Kind::text, "Address as recorded, with what the browser puts before it"},
    {"accessed_at", Kind::time, "When it was last used", "Web cache entry used"},
    {"modified_at", Kind::time, "Modified time by the server", "Web cache entry modified"},
    {"created_at", Kind::time, "When the entry was made", "Web cache entry made"},
    {"synced_at", Kind::time, "When it was last brought up to date", "Web cache entry synchronised"},
    {"expires_at", Kind::time, "When it may no longer be used", "Web cache entry expires"},
    {"use_count", Kind::integer, "Times used"},
    {"file", Kind::text, "File that keeps the content"},
    {"file_size", Kind::integer, "Its size in bytes"},
    {"directory", Kind::text, "Folder of the file"},
    {"directory_index", Kind::integer, "Number of the folder of the file"},
    {"cache_id", Kind::integer, "Cache that it belongs to"},
    {"sync_count", Kind::integer, "Times brought up to date"},
    {"entry_type", Kind::integer, "Type flags"},
    {"flags", Kind::integer, "Flags of the entry"},
    {"redirect_url", Kind::text, "Address it led to"},
    {"response_headers", Kind::text, "What the server said"},
    {"kind", Kind::text, "index.dat: url, redirected or leak"},
    {"local_visited", Kind::text,
     "index.dat: last visit as a list of a day or week has it, local time of the computer"},
    {"deleted", Kind::integer, "1: recovered from space given up"}};
inline constexpr AttributeType web_cache_downloaded[] = {
    {"url", Kind::text, "Name of the entry, iedownload: and a GUID"},
    {"source_url", Kind::text, "Address downloaded from"},
    {"path", Kind::text, "Where it was saved"},
    {"temporary_path", Kind::text, "Where it was kept while downloading"},
    {"referrer_url", Kind::text, "Page that led to it"},
    {"mime_type", Kind::text, "Type by the server"},
    {"file_size", Kind::integer, "Its size in bytes"},
    {"accessed_at", Kind::time, "When the entry was last used", "Download recorded"},
    {"created_at", Kind::time, "When the entry was made", "Download begun"},
    {"container_id", Kind::integer, "Number of the container"},
    {"entry_id", Kind::integer, "Number of the entry in it"},
    {"strings", Kind::texts, "All texts of the download's record, in order"}};
inline constexpr AttributeType web_cache_cookie_kept[] = {
    {"host", Kind::text, "Host as recorded, its parts reversed"},
    {"path", Kind::text, "Path it is sent to"},
    {"name", Kind::text, "Name of the cookie"},
    {"value", Kind::text, "Its value"},
    {"expires_at", Kind::time, "When it ends", "Cookie expires"},
    {"modified_at", Kind::time, "When it was last set", "Cookie set"},
    {"flags", Kind::integer, "Flags"},
    {"hash", Kind::text, "Hash of the entry, hexadecimal"},
    {"container_id", Kind::integer, "Number of the container"},
    {"entry_id", Kind::integer, "Number of the entry in it"}};

inline constexpr AttributeType server_accessed[] = {
    {"account", Kind::text, "Account that used the server"},
    {"address", Kind::text, "Network address it came from"},
    {"host", Kind::text, "Name of the client, where recorded"},
    {"role", Kind::text, "What it used, where the name is known"},
    {"role_id", Kind::text, "GUID of what it used"},
    {"tenant_id", Kind::text, "GUID of the tenant"},
    {"first_at", Kind::time, "When it was first seen", "Client first used a server"},
    {"last_at", Kind::time, "When it was last seen", "Client last used a server"},
    {"use_count", Kind::integer, "Accesses in all"},
    {"days", Kind::texts, "Accesses of each day of the year, DAY=count"}};
inline constexpr AttributeType server_role_used[] = {
    {"role", Kind::text, "What was used, where the name is known"},
    {"role_id", Kind::text, "GUID of what was used"},
    {"first_at", Kind::time, "When it was first used", "Server's role first used"},
    {"last_at", Kind::time, "When it was last used", "Server's role last used"}};
inline constexpr AttributeType server_client_named[] = {
    {"host", Kind::text, "Name of the client"},
    {"address", Kind::text, "Its network address"},
    {"last_at", Kind::time, "When the two were last seen together", "Client of a server last named"}};

inline constexpr ArtifactType network_usage_types[] = {
    {"network.measured", "Network used", network_measured, "observable:NetworkFlow"},
    {"network.connected", "Network connected", network_connected, "observable:NetworkConnection"},
    {"program.measured", "Program's use of the machine", program_measured, "observable:Process"},
    {"notification.received", "Push notifications", notification_received, "observable:Process"},
    {"usage.recorded", "Use of the machine", usage_recorded, "observable:ObservableObject"},
    {"web_cache.opened", "Web cache container", web_cache_opened, "observable:Directory"},
    {"web_cache.recorded", "Web cache entry", web_cache_recorded, "observable:URLHistory"},
    {"web_cache.downloaded", "Downloaded (Internet Explorer, Edge)", web_cache_downloaded, "observable:File"},
    {"web_cache.cookie_kept", "Cookie (Internet Explorer, Edge)", web_cache_cookie_kept, "observable:BrowserCookie"},
    {"server.accessed", "Server used by a client", server_accessed, "observable:NetworkConnection"},
    {"server.role_used", "Server's role used", server_role_used, "observable:WindowsService"},
    {"server.client_named", "Client of a server", server_client_named, "observable:DomainName"}};

}  // namespace sanad
