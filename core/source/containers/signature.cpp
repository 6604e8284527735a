#include <algorithm>

#include "core/source/containers/layer.hpp"

namespace sanad::containers {

std::optional<Container> signature_of(const FileBytes& file) {
    const auto head = file.read(0, std::min<std::uint64_t>(file.size(), 512));
    if (!head) return std::nullopt;
    const ByteReader start{*head};
    if (start.matches(0, "vhdxfile")) return Container::vhdx;
    if (start.matches(0, "QFI\xfb")) return Container::qcow2;
    if (start.matches(0, "KDMV") || start.matches(0, "COWD") || start.matches(0, "# Disk DescriptorFile"))
        return Container::vmdk;
    if (start.matches(0, "conectix")) return Container::vhd;
    if (start.matches(0, std::string_view{"AFF10\r\n\0", 8})) return Container::aff;
    if (file.size() > 512) {
        // A fixed VHD has its only footer at the end; Virtual PC before 2004 wrote 511 bytes of it.
        const auto tail = file.read(file.size() - 512, 512);
        if (tail && (ByteReader{*tail}.matches(0, "conectix") || ByteReader{*tail}.matches(1, "conectix")))
            return Container::vhd;
    }
    return std::nullopt;
}

std::string file_name_of(std::string_view name) {
    if (const auto cut = name.find_last_of("/\\"); cut != name.npos) name.remove_prefix(cut + 1);
    // "C:disk.vhd" is relative to a drive's current folder.
    if (name.size() > 2 && name[1] == ':') name.remove_prefix(2);
    if (name == "." || name == ".." || name.size() > 255 || name.find('\0') != name.npos) return {};
    return std::string{name};
}

}  // namespace sanad::containers
