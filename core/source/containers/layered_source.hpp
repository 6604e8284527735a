#pragma once
// The medium of a chain of layers: every byte from the topmost layer that has it.
#include <list>
#include <vector>

#include "core/source/byte_source.hpp"
#include "core/source/containers/layer.hpp"

namespace sanad::containers {

class LayeredSource : public ByteSource {
public:
    /// `layers`: the top layer first, its parents after it; at least one.
    LayeredSource(std::vector<LayerOwner> layers, std::string provenance);

    std::uint64_t size() const override { return layers_.front()->facts().size; }
    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override;
    std::string provenance() const override { return provenance_; }

private:
    struct Found {
        Piece piece;
        std::size_t layer;
    };
    struct Unit {
        std::size_t layer;
        std::uint64_t offset;
        std::vector<Byte> bytes;
        std::string reason;  ///< why `bytes` is empty
    };
    Result<Found> find(std::uint64_t offset, std::uint64_t wanted);
    Result<void> read_stored(const Piece& piece, std::uint64_t offset, MutableBytes to,
                             std::vector<DamagedRange>& damage);
    Result<void> read_packed(const Found& found, std::uint64_t offset, MutableBytes to,
                             std::vector<DamagedRange>& damage);
    Result<const Unit*> unit_of(const Found& found);

    std::vector<LayerOwner> layers_;
    std::string provenance_;
    std::list<Unit> units_;  ///< lately unpacked, the latest first
    std::size_t unit_bytes_ = 0;
};

}  // namespace sanad::containers
