#include <fmt/format.h>

#include "core/source/containers/layer.hpp"

namespace sanad::containers {

Piece Piece::stored(const FileBytes& file, std::uint64_t file_offset, std::uint64_t length) {
    Piece piece;
    piece.kind = Kind::stored;
    piece.length = length;
    piece.file = &file;
    piece.file_offset = file_offset;
    return piece;
}

Piece Piece::zeros(std::uint64_t length) {
    Piece piece;
    piece.length = length;
    return piece;
}

Piece Piece::parent(std::uint64_t length) {
    Piece piece;
    piece.kind = Kind::parent;
    piece.length = length;
    return piece;
}

Piece Piece::damaged(std::uint64_t length, std::string reason) {
    Piece piece;
    piece.kind = Kind::damaged;
    piece.length = length;
    piece.reason = std::move(reason);
    return piece;
}

Result<void> Layer::unpack(const Piece&, Bytes, MutableBytes) const {
    return failure(Fault::unsupported, facts_.format + " has no compressed parts");
}

namespace {

/// The raw base of a QCOW2 chain.
class RawLayer : public Layer {
public:
    explicit RawLayer(const SegmentFile& file) : file_{file} {
        facts_.format = "raw";
        facts_.size = file_.size();
    }
    Result<Piece> piece_at(std::uint64_t offset, std::uint64_t) override {
        return Piece::stored(file_, offset, facts_.size - offset);
    }

private:
    FileBytes file_;
};

}  // namespace

Result<LayerOwner> open_raw_layer(const std::vector<SegmentFile>& files) {
    return std::make_unique<RawLayer>(files.front());
}

}  // namespace sanad::containers
