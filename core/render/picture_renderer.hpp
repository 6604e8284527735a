#pragma once
// Pictures of the evidence as plain pixels, decoded by sanad-render in its sandbox: whatever the file does to a
// decoder, this process sees a rectangle of bytes or an Error.
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/bytes.hpp"

namespace sanad {

struct PictureBox {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

struct Picture {
    PictureBox size;       ///< of `rgba`
    PictureBox full_size;  ///< of the picture itself, upright
    std::uint32_t frames = 1;
    std::string format;      ///< "jpeg", "png" …, by content
    std::vector<Byte> rgba;  ///< four bytes a pixel, rows from the top, nothing between them
};

/// Not thread-safe; its worker dies with the thread that started it (WorkerProcess).
class PictureRenderer {
public:
    static Result<PictureRenderer> start(std::chrono::milliseconds patience = std::chrono::seconds{15});
    PictureRenderer(PictureRenderer&&) noexcept;
    PictureRenderer& operator=(PictureRenderer&&) noexcept;
    ~PictureRenderer();

    /// The picture in `file`, at most as large as `box`, never enlarged. Fault::damaged when it cannot be decoded or
    /// its decoder died of it, Fault::limit when it is too large or takes too long. A worker that was lost, or that
    /// broke off, is replaced before the next picture.
    Result<Picture> render(Bytes file, PictureBox box);

private:
    struct State;
    explicit PictureRenderer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace sanad
