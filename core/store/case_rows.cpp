#include "core/store/case_rows.hpp"

namespace sanad {

std::string_view name_of(ImageState state) {
    static constexpr std::string_view names[] = {"added", "partial", "examined"};
    return names[static_cast<std::size_t>(state)];
}

std::string_view name_of(WalkState state) {
    static constexpr std::string_view names[] = {"pending", "complete", "partial", "none"};
    return names[static_cast<std::size_t>(state)];
}

std::string_view name_of(Subject subject) {
    static constexpr std::string_view names[] = {"image", "volume", "file_system", "content", "file"};
    return names[static_cast<std::size_t>(subject)];
}

std::string_view name_of(ContentState state) {
    static constexpr std::string_view names[] = {"pending", "done", "not_read"};
    return names[static_cast<std::size_t>(state)];
}

}  // namespace sanad
