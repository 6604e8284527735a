#pragma once
// How verbs speak: lines on standard output that notice when nobody can take them. What the lines hold is
// core/report/plain_text.hpp, which every verb that prints has with it.
#include <string>
#include <string_view>

#include "core/report/plain_text.hpp"

namespace sanad {

/// Standard output. Writing stops being possible when a disk is full or the reader of a pipe has gone.
class Output {
public:
    Output() = default;
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    ~Output();

    /// False: nobody takes more; stop, and finish() says whether that is an error.
    bool write(std::string_view text);
    bool write(Bytes bytes) { return write(text_of(bytes)); }
    /// The error of a disk that is full; none when the reader of a pipe has had enough (`sanad files … | head`).
    Result<void> finish();

private:
    bool flush();
    std::string waiting_;
    int error_ = 0;
};

}  // namespace sanad
