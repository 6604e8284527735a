#include "core/custody/image_digests.hpp"

#include <array>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/crypto/block_tree.hpp"
#include "core/custody/plain_file.hpp"

namespace sanad {
Result<RawImageDigests> digest_raw_image(const std::filesystem::path& path) {
    PlainFile file = TRY(PlainFile::open_image(path));
    RawImageDigests found;
    Sha256 whole;
    TreeHasher tree;
    std::vector<Byte> block(tree_block_size);
    for (;;) {
        const std::size_t filled = TRY(file.read(block));
        if (filled == 0) break;
        const Bytes bytes = Bytes{block}.first(filled);
        if (found.size == 0) {
            found.starts_as_container = ByteReader{bytes}.matches(0, "EVF\x09\x0d\x0a\xff") ||
                                        ByteReader{bytes}.matches(0, "EVF2\x0d\x0a\x81") ||
                                        ByteReader{bytes}.matches(0, "LVF\x09\x0d\x0a\xff");
        }
        Sha256 leaf = leaf_hash_start();
        std::array<Lane<Sha256>, 2> lanes{{{&whole, bytes}, {&leaf, bytes}}};
        update_many(lanes);
        tree.add(leaf.finish());
        found.size += filled;
    }
    found.leaf_count = tree.leaf_count();
    found.tree_root = tree.root();
    found.sha256 = whole.finish();
    return found;
}

}  // namespace sanad
