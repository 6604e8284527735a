#include "core/custody/exhibit_proof.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/base/bytes.hpp"
#include "core/base/text.hpp"
#include "core/crypto/block_tree.hpp"
#include "core/custody/canonical_json.hpp"

namespace sanad {
namespace {

constexpr std::size_t longest_path = 64;  // levels of a tree of 2^64 leaves

std::uint64_t leaves_of(std::uint64_t image_size) {
    return image_size / tree_block_size + (image_size % tree_block_size != 0 ? 1 : 0);
}

Result<Sha256Digest> digest_of(CanonicalReader& json) {
    const std::string text = TRY(json.text());
    const auto bytes = from_hex(text);
    Sha256Digest digest{};
    if (!bytes || bytes->size() != digest.size() || hex(bytes_of(*bytes)) != text) {
        return failure(Fault::damaged,
                       fmt::format("'{}' is not 64 digits of lower-case hexadecimal", shown(text.substr(0, 80))));
    }
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    return digest;
}

Result<ExtentKind> kind_of(CanonicalReader& json) {
    const std::string text = TRY(json.text());
    for (const ExtentKind kind : {ExtentKind::stored, ExtentKind::sparse, ExtentKind::unwritten}) {
        if (text == name_of(kind)) return kind;
    }
    return failure(Fault::damaged, fmt::format("'{}' is not a kind of extent", shown(text.substr(0, 80))));
}

Result<ProofBlock> block_of(CanonicalReader& json) {
    ProofBlock block;
    TRY(json.open_object());
    TRY(json.key("index"));
    block.index = TRY(json.number());
    TRY(json.key("leaf"));
    block.leaf = TRY(digest_of(json));
    TRY(json.key("path"));
    TRY(json.open_array());
    while (TRY(json.another())) {
        if (block.path.size() == longest_path) return failure(Fault::damaged, "a path of more than 64 steps");
        block.path.push_back(TRY(digest_of(json)));
    }
    TRY(json.close_object());
    return block;
}

Result<Extent> extent_of(CanonicalReader& json) {
    Extent extent;
    TRY(json.open_object());
    TRY(json.key("file_offset"));
    extent.file_offset = TRY(json.number());
    TRY(json.key("image_offset"));
    extent.image_offset = TRY(json.number());
    TRY(json.key("kind"));
    extent.kind = TRY(kind_of(json));
    TRY(json.key("length"));
    extent.length = TRY(json.number());
    TRY(json.close_object());
    return extent;
}

Result<void> read_exhibit(CanonicalReader& json, ExhibitProof& proof) {
    TRY(json.open_object());
    TRY(json.key("extents"));
    TRY(json.open_array());
    while (TRY(json.another())) {
        auto extent = extent_of(json);
        if (!extent) return within(fmt::format("extent {}", proof.extents.size()), extent.error());
        proof.extents.push_back(*extent);
    }
    TRY(json.key("path"));
    const std::string path_shown = TRY(json.text());
    TRY(json.key("path_bytes"));
    const std::string path_hex = TRY(json.text());
    const auto path = from_hex(path_hex);
    if (!path || hex(bytes_of(*path)) != path_hex)
        return failure(Fault::damaged, "path_bytes is not lower-case hexadecimal");
    proof.path = *path;
    // Otherwise a page could show one name and the proof carry another.
    if (shown(proof.path) != path_shown) return failure(Fault::damaged, "path is not how path_bytes are shown");
    TRY(json.key("sha256"));
    proof.sha256 = TRY(digest_of(json));
    TRY(json.key("size"));
    proof.size = TRY(json.number());
    return json.close_object();
}

Result<void> read_image(CanonicalReader& json, ExhibitProof& proof) {
    TRY(json.open_object());
    TRY(json.key("block_size"));
    if (const auto size = TRY(json.number()); size != tree_block_size) {
        return failure(Fault::damaged,
                       fmt::format("block_size is {}, this format has blocks of {}", size, tree_block_size));
    }
    TRY(json.key("leaf_count"));
    proof.leaf_count = TRY(json.number());
    TRY(json.key("size"));
    proof.image_size = TRY(json.number());
    TRY(json.key("tree_root"));
    proof.tree_root = TRY(digest_of(json));
    return json.close_object();
}

Result<ExhibitProof> read_proof(CanonicalReader& json) {
    ExhibitProof proof;
    TRY(json.open_object());
    TRY(json.key("blocks"));
    TRY(json.open_array());
    while (TRY(json.another())) {
        auto block = block_of(json);
        if (!block) return within(fmt::format("entry {} of blocks", proof.blocks.size()), block.error());
        proof.blocks.push_back(std::move(*block));
    }
    TRY(json.key("exhibit"));
    if (auto read = read_exhibit(json, proof); !read) return within("exhibit", read.error());
    TRY(json.key("format"));
    if (TRY(json.text()) != exhibit_proof_format)
        return failure(Fault::damaged, "another format than it says elsewhere");
    TRY(json.key("image"));
    if (auto read = read_image(json, proof); !read) return within("image", read.error());
    TRY(json.key("tool"));
    proof.tool = TRY(json.text());
    if (shown(proof.tool) != proof.tool) return failure(Fault::damaged, "tool: invisible characters");
    TRY(json.close_object());
    TRY(json.end());
    return proof;
}

Result<void> check_extent(const ExhibitProof& proof, const Extent& extent, std::uint64_t expected_offset) {
    if (extent.length == 0) return failure(Fault::damaged, "of no length");
    if (extent.file_offset < expected_offset) return failure(Fault::damaged, "overlaps the one before it");
    if (extent.file_offset > expected_offset) {
        return failure(Fault::damaged, fmt::format("begins at byte {} of the exhibit, the one before it ends at {}",
                                                   extent.file_offset, expected_offset));
    }
    if (extent.length > proof.size || extent.file_offset > proof.size - extent.length) {
        return failure(Fault::damaged, fmt::format("ends beyond the exhibit's size of {}", proof.size));
    }
    if (extent.kind == ExtentKind::sparse) {
        if (extent.image_offset != 0) return failure(Fault::damaged, "is sparse and names a place in the image");
        return {};
    }
    if (extent.length > proof.image_size || extent.image_offset > proof.image_size - extent.length) {
        return failure(Fault::damaged, fmt::format("lies beyond the end of the image at {}", proof.image_size));
    }
    if (extent.kind == ExtentKind::stored && extent.file_offset % smallest_piece != 0) {
        return failure(Fault::damaged,
                       fmt::format("begins at byte {} of the exhibit, inside of a sector", extent.file_offset));
    }
    return {};
}

/// Where the blocks `first` to `last` begin in a list by index. Not walked one by one: an extent may claim more blocks
/// than there is time for.
Result<std::size_t> find_run(const std::vector<ProofBlock>& blocks, std::uint64_t first, std::uint64_t last) {
    const auto found =
        std::lower_bound(blocks.begin(), blocks.end(), first,
                         [](const ProofBlock& block, std::uint64_t index) { return block.index < index; });
    const auto begin = static_cast<std::size_t>(found - blocks.begin());
    // Indexes only grow, so none is missing when the last stands as far from the first as it must.
    const std::uint64_t steps = last - first;
    if (steps < blocks.size() - begin && blocks[begin + steps].index == last) return begin;
    std::uint64_t index = first;
    for (std::size_t at = begin; at < blocks.size() && blocks[at].index == index; ++at) ++index;
    return failure(Fault::damaged, fmt::format("block {} is not in the proof", index));
}

std::vector<std::vector<Sha256Digest>> levels_of(std::span<const Sha256Digest> leaves) {
    std::vector<std::vector<Sha256Digest>> levels{{leaves.begin(), leaves.end()}};
    while (levels.back().size() > 1) {
        const auto& below = levels.back();
        std::vector<Sha256Digest> level;
        level.reserve(below.size() / 2 + 1);
        for (std::size_t i = 0; i + 1 < below.size(); i += 2) level.push_back(tree_node(below[i], below[i + 1]));
        if (below.size() % 2 != 0) level.push_back(below.back());  // it rises alone
        levels.push_back(std::move(level));
    }
    return levels;
}

std::vector<Sha256Digest> path_in(const std::vector<std::vector<Sha256Digest>>& levels, std::uint64_t index) {
    std::vector<Sha256Digest> path;
    for (std::size_t i = 0; i + 1 < levels.size(); ++i, index >>= 1) {
        const std::uint64_t sibling = index ^ 1;
        if (sibling < levels[i].size()) path.push_back(levels[i][sibling]);
    }
    return path;
}

}  // namespace

std::uint64_t block_length(std::uint64_t image_size, std::uint64_t index) {
    if (index >= leaves_of(image_size)) return 0;
    return std::min(tree_block_size, image_size - index * tree_block_size);
}

std::string block_file_name(std::uint64_t index) {
    return fmt::format("{:06}.block", index);
}

std::string exhibit_proof_text(const ExhibitProof& proof) {
    std::string text = "{\"blocks\":[";
    for (const ProofBlock& block : proof.blocks) {
        if (text.back() == '}') text += ',';
        text += fmt::format("{{\"index\":{},\"leaf\":\"{}\",\"path\":[", block.index, hex(block.leaf));
        for (const Sha256Digest& step : block.path) {
            if (text.back() == '"') text += ',';
            text += fmt::format("\"{}\"", hex(step));
        }
        text += "]}";
    }
    text += "],\"exhibit\":{\"extents\":[";
    for (const Extent& extent : proof.extents) {
        if (text.back() == '}') text += ',';
        text += fmt::format("{{\"file_offset\":{},\"image_offset\":{},\"kind\":\"{}\",\"length\":{}}}",
                            extent.file_offset, extent.image_offset, name_of(extent.kind), extent.length);
    }
    text += fmt::format("],\"path\":{},\"path_bytes\":\"{}\",\"sha256\":\"{}\",\"size\":{}}}",
                        json_string(shown(proof.path)), hex(bytes_of(proof.path)), hex(proof.sha256), proof.size);
    text += fmt::format(",\"format\":\"{}\",\"image\":{{\"block_size\":{},\"leaf_count\":{},\"size\":{},",
                        exhibit_proof_format, tree_block_size, proof.leaf_count, proof.image_size);
    text += fmt::format("\"tree_root\":\"{}\"}},\"tool\":{}}}\n", hex(proof.tree_root), json_string(proof.tool));
    return text;
}

Result<ExhibitProof> parse_exhibit_proof(std::string_view text) {
    // A quote inside of a text is escaped, so these bytes can only be the key and its value.
    if (text.find(fmt::format("\"format\":\"{}\"", exhibit_proof_format)) == std::string_view::npos) {
        return failure(Fault::unsupported,
                       fmt::format("nowhere does it say that its format is {}", exhibit_proof_format));
    }
    CanonicalReader json{text};
    ExhibitProof proof = TRY(read_proof(json));
    TRY(check_consistency(proof));
    return proof;
}

Result<void> check_consistency(const ExhibitProof& proof) {
    if (proof.leaf_count != leaves_of(proof.image_size)) {
        return failure(Fault::damaged, fmt::format("image: an image of {} bytes has {} blocks, leaf_count says {}",
                                                   proof.image_size, leaves_of(proof.image_size), proof.leaf_count));
    }
    std::optional<std::uint64_t> before;
    for (const ProofBlock& block : proof.blocks) {
        if (block.index >= proof.leaf_count) {
            return failure(Fault::damaged,
                           fmt::format("block {}: the image has {} blocks", block.index, proof.leaf_count));
        }
        if (before && block.index <= *before) {
            return failure(Fault::damaged, fmt::format("block {}: stands after block {}", block.index, *before));
        }
        before = block.index;
    }

    // +1 where a run of touched blocks begins, -1 behind its end.
    std::vector<std::int64_t> turns(proof.blocks.size() + 1);
    std::uint64_t covered = 0;
    bool any_stored = false;
    for (std::size_t i = 0; i < proof.extents.size(); ++i) {
        const Extent& extent = proof.extents[i];
        const std::string place = fmt::format("extent {}", i);
        if (auto fits = check_extent(proof, extent, covered); !fits) return within(place, fits.error());
        covered += extent.length;
        if (extent.kind != ExtentKind::stored) continue;
        any_stored = true;
        const std::uint64_t first = extent.image_offset / tree_block_size;
        const std::uint64_t last = (extent.image_offset + extent.length - 1) / tree_block_size;
        const auto begin = find_run(proof.blocks, first, last);
        if (!begin) return within(place, begin.error());
        ++turns[*begin];
        --turns[*begin + (last - first) + 1];
    }
    if (covered != proof.size) {
        return failure(Fault::damaged,
                       fmt::format("the extents end at byte {} of an exhibit of {}", covered, proof.size));
    }
    if (!any_stored) return failure(Fault::damaged, "no byte of the exhibit is stored in the image");
    std::int64_t touching = 0;
    for (std::size_t i = 0; i < proof.blocks.size(); ++i) {
        touching += turns[i];
        if (touching == 0)
            return failure(Fault::damaged, fmt::format("block {}: no extent touches it", proof.blocks[i].index));
    }
    return {};
}

Result<ExhibitProof> make_exhibit_proof(const ExhibitFacts& facts, std::span<const Sha256Digest> leaves) {
    ExhibitProof proof;
    proof.tool = facts.tool;
    proof.image_size = facts.image_size;
    proof.leaf_count = leaves.size();
    proof.tree_root = facts.tree_root;
    proof.path = facts.path;
    proof.size = facts.size;
    proof.sha256 = facts.sha256;
    if (proof.size > largest_json_number || proof.image_size > largest_json_number) {
        return failure(Fault::limit, "sizes beyond 2^53 - 1 cannot be written");
    }
    std::uint64_t covered = 0;
    for (Extent extent : facts.extents) {
        if (extent.length == 0) continue;
        if (extent.file_offset > covered) {
            proof.extents.push_back({covered, 0, extent.file_offset - covered, ExtentKind::sparse});
        }
        if (extent.kind == ExtentKind::sparse) extent.image_offset = 0;
        proof.extents.push_back(extent);
        covered = extent.file_offset + extent.length;
    }
    if (covered < proof.size) proof.extents.push_back({covered, 0, proof.size - covered, ExtentKind::sparse});

    if (leaves.size() != leaves_of(proof.image_size)) {
        return failure(Fault::damaged, fmt::format("{} block hashes are kept of an image of {} bytes", leaves.size(),
                                                   proof.image_size));
    }
    const auto levels = levels_of(leaves);
    if (leaves.empty() || levels.back().front() != proof.tree_root) {
        return failure(Fault::damaged, "the block hashes kept do not lead to the tree root kept");
    }
    std::vector<std::uint64_t> touched;
    for (std::size_t i = 0; i < proof.extents.size(); ++i) {
        const Extent& extent = proof.extents[i];
        if (extent.kind != ExtentKind::stored) continue;
        if (extent.length > proof.image_size || extent.image_offset > proof.image_size - extent.length) {
            return failure(Fault::damaged,
                           fmt::format("extent {}: lies beyond the end of the image at {}", i, proof.image_size));
        }
        const std::uint64_t last = (extent.image_offset + extent.length - 1) / tree_block_size;
        for (std::uint64_t index = extent.image_offset / tree_block_size; index <= last; ++index) {
            if (touched.empty() || touched.back() != index) touched.push_back(index);  // most extents share one
        }
    }
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    for (const std::uint64_t index : touched) {
        proof.blocks.push_back({index, leaves[index], path_in(levels, index)});
    }
    TRY(check_consistency(proof));
    return proof;
}

}  // namespace sanad
