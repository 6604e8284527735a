#pragma once
// The text that describes a VMDK: VMware, Virtual Disk Format 5.0, "The Descriptor File".
#include <string>
#include <vector>

#include "core/base/bytes.hpp"

namespace sanad::containers {

struct VmdkExtent {
    std::uint64_t sectors = 0;
    std::string type;                ///< FLAT, SPARSE, ZERO, VMFS, VMFSSPARSE …
    std::string name;                ///< as written; empty for ZERO
    std::uint64_t first_sector = 0;  ///< of a FLAT extent in its file
};

struct VmdkDescriptor {
    std::string content_id, parent_content_id, create_type, parent_name, encoding, hardware_version, adapter, uuid;
    std::vector<VmdkExtent> extents;
    bool has_parent() const;
};

Result<VmdkDescriptor> parse_vmdk_descriptor(std::string_view text);

}  // namespace sanad::containers
