#include "core/source/logical/logical.hpp"

#include "core/source/ewf_logical.hpp"
#include "core/source/logical/tar_files.hpp"
#include "core/source/logical/zip_files.hpp"

namespace sanad {

Result<std::unique_ptr<FileSystem>> open_archive(ByteSource& archive) {
    if (is_zip(archive)) return open_zip(archive);
    return open_tar(archive);
}

Result<std::unique_ptr<FileSystem>> open_logical(const SegmentList& segments, ByteSource& image) {
    if (segments.files.empty()) return failure(Fault::refused, "a logical image without files");
    switch (segments.container) {
        case Container::directory:
            return open_directory_tree(segments.files.front());
        case Container::archive:
            return open_archive(image);
        case Container::ewf_logical:
            return open_ewf_logical(image);
        default:
            return failure(Fault::refused, image.provenance() + ": an image of sectors, not of files");
    }
}

}  // namespace sanad
