#pragma once
// One record of a system log, whatever form the logging program gave it.
#include <optional>
#include <string>
#include <string_view>

#include "plugins/unix/moments.hpp"

namespace sanad::unix_traces {

struct LogRecord {
    std::string_view recorded_time;    ///< as it stands in the log
    std::optional<Time> written_at{};  ///< where year and zone are named
    std::string_view host{}, program{}, message_id{}, structured_data{};
    std::optional<std::int64_t> process_id{}, severity{}, sequence{};
    std::optional<std::int64_t> facility{};
    std::string_view message{};  ///< up to the end of its first line
};

/// A record that begins here; nothing when this is no beginning of one (it then goes on with the one before).
std::optional<LogRecord> log_record_at(std::string_view line);

/// Whether a record with its priority in front ("<15>") begins here: forwarded messages follow each other without line
/// ends.
bool forwarded_record_at(std::string_view text);

}  // namespace sanad::unix_traces
