#pragma once
// The two families of types by content that can be seen: what the gallery shows, `sanad view` decodes and a report
// prints.
#include <string_view>

namespace sanad {

inline bool is_picture(std::string_view mime_type) {
    return mime_type.starts_with("image/");
}
inline bool is_video(std::string_view mime_type) {
    return mime_type.starts_with("video/");
}

}  // namespace sanad
