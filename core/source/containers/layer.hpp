#pragma once
// One layer of a virtual disk: where the bytes of a media offset stand, or that the parent has them.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/evidence.hpp"
#include "core/source/containers/file_bytes.hpp"

namespace sanad::containers {

/// Media of more than this are taken for a header that lies (the largest format here ends at 64 TiB).
constexpr std::uint64_t largest_medium = std::uint64_t{1} << 50;
/// What the sparse formats count in, whatever the medium's own sectors.
constexpr std::uint64_t sector = 512;
/// The most bytes that may be stored and unpacked as one.
constexpr std::uint64_t largest_unit = 64 << 20;

/// The answer for a media offset and the bytes that follow it.
struct Piece {
    enum class Kind : std::uint8_t {
        stored,   ///< as they are, at `file_offset`
        packed,   ///< compressed, in a unit that is unpacked as a whole
        zeros,    ///< never written
        parent,   ///< the layer below has them
        damaged,  ///< `reason` says why nobody can say
    };
    Kind kind = Kind::zeros;
    std::uint64_t length = 0;  ///< media bytes, from the offset asked, that the answer holds for; at least 1
    const FileBytes* file = nullptr;
    std::uint64_t file_offset = 0;  ///< stored: of the byte asked for; packed: of the unit's compressed bytes
    std::uint64_t packed_size = 0;
    std::uint64_t unit_offset = 0;  ///< media offset of the unit's first byte
    std::uint64_t unit_size = 0;    ///< bytes once unpacked
    std::uint32_t packing = 0;      ///< the format's own number for the compression
    std::string reason;

    static Piece stored(const FileBytes& file, std::uint64_t file_offset, std::uint64_t length);
    static Piece zeros(std::uint64_t length);
    static Piece parent(std::uint64_t length);
    static Piece damaged(std::uint64_t length, std::string reason);
};

/// How a layer names the one below it.
struct ParentReference {
    std::vector<std::string> names;       ///< file names, the likeliest first; already without any folder
    std::vector<std::string> identities;  ///< the parent must bear one of them; none where the format records none
    bool raw = false;                     ///< the child says its parent is a plain raw image
    bool may_be_raw = false;              ///< the child does not say what its parent is
};

/// What a layer's own headers say.
struct LayerFacts {
    std::string format;
    std::uint64_t size = 0;
    std::uint32_t sector_size = 512;
    std::uint32_t chunk_size = 0;
    std::vector<AcquisitionHeader> headers;
    std::vector<Remark> remarks;          ///< damage of the layer and how it was overcome, its state
    std::vector<std::string> identities;  ///< by which a child may know it
    std::optional<ParentReference> parent;
    std::optional<Md5Digest> stored_md5;
    std::optional<Sha1Digest> stored_sha1;
    std::optional<Sha256Digest> stored_sha256;
};

class Layer {
public:
    Layer() = default;
    Layer(const Layer&) = delete;
    Layer& operator=(const Layer&) = delete;
    virtual ~Layer() = default;

    const LayerFacts& facts() const { return facts_; }
    /// `offset` lies below facts().size. The length answered may be any, also beyond the layer's end.
    virtual Result<Piece> piece_at(std::uint64_t offset, std::uint64_t wanted) = 0;
    /// Fills `unit` (unit_size bytes) from the compressed bytes of a `packed` piece.
    virtual Result<void> unpack(const Piece& piece, Bytes packed, MutableBytes unit) const;

protected:
    LayerFacts facts_;
};

using LayerOwner = std::unique_ptr<Layer>;

/// Openers: `files` are the layer's files, the first one being the file that names the others.
Result<LayerOwner> open_raw_layer(const std::vector<SegmentFile>& files);
Result<LayerOwner> open_vhd(const std::vector<SegmentFile>& files);
Result<LayerOwner> open_vhdx(const std::vector<SegmentFile>& files);
Result<LayerOwner> open_qcow2(const std::vector<SegmentFile>& files);
Result<LayerOwner> open_vmdk(const std::vector<SegmentFile>& files);
Result<LayerOwner> open_aff(const std::vector<SegmentFile>& files);

/// The least that must be read of a layer to find its parent; for the supervisor, which parses no more than this.
Result<std::optional<ParentReference>> parent_of_vhd(const FileBytes& file);
Result<std::optional<ParentReference>> parent_of_vhdx(const FileBytes& file);
Result<std::optional<ParentReference>> parent_of_qcow2(const FileBytes& file);
Result<std::optional<ParentReference>> parent_of_vmdk(const FileBytes& file);
/// The names of the further files of a VMDK layer, each once, in the order of its descriptor.
Result<std::vector<std::string>> extents_of_vmdk(const FileBytes& file);

/// The container by the signature of a layer's first file; nothing where none of ours fits.
std::optional<Container> signature_of(const FileBytes& file);

/// The last component of a name written in evidence, by either separator; empty when nothing safe is left of it.
std::string file_name_of(std::string_view name);

}  // namespace sanad::containers
