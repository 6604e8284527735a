// What a bag says of itself: whatever stands in a manifest, no path of it leaves the bag, and it can be written again.
#include <string>

#include "core/base/bytes.hpp"
#include "core/custody/bag.hpp"
#include "core/custody/bundle_check.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of({data, size});
    for (const std::size_t digest_bytes : {sizeof(Sha256Digest), sizeof(Sha512Digest)}) {
        const BagManifest manifest = parse_manifest(text, digest_bytes);
        std::string again;
        for (const ManifestLine& line : manifest.lines) {
            if (path_fault(line.path)) __builtin_trap();
            again += line.digest + "  " + manifest_path(line.path) + "\n";
        }
        if (parse_manifest(again, digest_bytes).lines != manifest.lines) __builtin_trap();
    }
    if (const auto opening = parse_opening(text); opening && opening_text(*opening) != text) __builtin_trap();
    (void)bag_info_values(text, "Payload-Oxum");
    if (const auto place = exhibit_place(text); place && !is_item_number(place->item)) __builtin_trap();
    return 0;
}
