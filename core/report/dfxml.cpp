#include "core/report/dfxml.hpp"

#include <fmt/format.h>

#include "core/base/version.hpp"
#include "core/report/file_facts.hpp"
#include "core/report/xml_text.hpp"

namespace sanad {
namespace {

constexpr std::string_view name_space = "http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML";

/// An element of one line; none when there is nothing to say.
std::string element(std::string_view name, std::string_view text) {
    return text.empty() ? "" : fmt::format("<{0}>{1}</{0}>", name, xml_text(text));
}
std::string element(std::string_view name, std::uint64_t number) {
    return fmt::format("<{0}>{1}</{0}>", name, number);
}

/// One letter, as The Sleuth Kit writes it.
char name_type(FileKind kind) {
    switch (kind) {
        case FileKind::regular:
            return 'r';
        case FileKind::directory:
            return 'd';
        case FileKind::symlink:
            return 'l';
        case FileKind::named_pipe:
            return 'p';
        case FileKind::socket:
            return 's';
        case FileKind::block_device:
            return 'b';
        case FileKind::character_device:
            return 'c';
        case FileKind::whiteout:
            return 'w';
        case FileKind::virtual_file:
            return 'v';
        case FileKind::other:
            break;
    }
    return '-';
}

std::string byte_runs(const std::vector<Extent>& extents, std::uint64_t file_system_offset) {
    if (extents.empty()) return "";
    std::string runs = "<byte_runs>";
    for (const Extent& extent : extents) {
        runs += fmt::format("<byte_run file_offset=\"{}\"", extent.file_offset);
        if (extent.kind == ExtentKind::stored) {
            if (extent.image_offset >= file_system_offset) {
                runs += fmt::format(" fs_offset=\"{}\"", extent.image_offset - file_system_offset);
            }
            runs += fmt::format(" img_offset=\"{}\"", extent.image_offset);
        }
        runs += fmt::format(" len=\"{}\"", extent.length);
        // Zeros that no block holds, or that were never written.
        if (extent.kind != ExtentKind::stored) runs += " fill=\"0\"";
        runs += "/>";
    }
    return runs + "</byte_runs>";
}

class Writer {
public:
    Writer(ExportSource& source, ExportFile& out) : source_{source}, out_{out} {}
    Result<void> write();

private:
    void head();
    Result<void> volume(const FileSystemRow& row, const ImageRow& image);
    Result<std::string> fileobject(const FileRow& file, std::size_t partition, const FileSystemRow& row);

    ExportSource& source_;
    ExportFile& out_;
};

void Writer::head() {
    out_.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out_.write(fmt::format("<dfxml xmlns=\"{}\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" version=\"1.1.1\">\n",
                           name_space));
    out_.write("<metadata><dc:type>Disk Image</dc:type></metadata>\n");
    out_.write(
        fmt::format("<creator version=\"1.0\"><program>sanad</program><version>{}</version></creator>\n", version));
    out_.write("<source>");
    for (const ImageRow& image : source_.images()) {
        for (const SegmentRow& segment : image.segments) out_.write(element("image_filename", segment.name));
    }
    out_.write("</source>\n");
}

Result<std::string> Writer::fileobject(const FileRow& file, std::size_t partition, const FileSystemRow& row) {
    std::string text = "<fileobject>";
    text += fmt::format("<parent_object>{}</parent_object>", element("inode", file.parent_address));
    // Relative to the root, as the format has it.
    const std::string_view path = std::string_view{file.path}.substr(file.path.starts_with('/') ? 1 : 0);
    text += fmt::format("<filename>{}</filename>", xml_text(path));
    text += element("partition", partition) + element("id", static_cast<std::uint64_t>(file.id));
    text += fmt::format("<name_type>{}</name_type>", file.is_stream ? 'r' : name_type(file.kind));
    text += element("filesize", file.size);
    text += file.state == NameState::allocated ? "<alloc>1</alloc>" : "<unalloc>1</unalloc>";
    text += file.metadata_allocated ? "<used>1</used>" : "";
    if (file.state == NameState::orphan) text += "<orphan>1</orphan>";
    text += element("inode", file.metadata_address);
    if (file.uid) text += element("mode", file.mode);
    text += element("nlink", file.link_count);
    if (file.uid) text += element("uid", *file.uid);
    if (file.gid) text += element("gid", *file.gid);
    const auto time = [&](std::string_view name, std::optional<Timestamp> at) {
        return element(name, time_text(at, file.local_times));
    };
    text += time("mtime", file.times.modified_at) + time("ctime", file.times.metadata_changed_at);
    text += time("atime", file.times.accessed_at) + time("crtime", file.times.created_at);
    if (file.sequence != 0) text += element("seq", file.sequence);
    text += element("link_target", file.symlink_target) + element("libmagic", file.mime_type);
    if (file.content && file.access == ContentAccess::extents) {
        text += byte_runs(TRY(source_.reader().extents(*file.content)), row.facts.offset);
    }
    if (file.digests) {
        text += fmt::format(
            "<hashdigest type=\"md5\">{}</hashdigest><hashdigest type=\"sha1\">{}</hashdigest>"
            "<hashdigest type=\"sha256\">{}</hashdigest>",
            hex(file.digests->md5), hex(file.digests->sha1), hex(file.digests->sha256));
    }
    return text + "</fileobject>\n";
}

Result<void> Writer::volume(const FileSystemRow& row, const ImageRow& image) {
    const FileSystemFacts& facts = row.facts;
    out_.write(fmt::format("<volume offset=\"{}\">", facts.offset));
    if (facts.offset != 0) out_.write(element("partition_offset", facts.offset));
    if (image.facts.sector_size != 0 && !image.facts.logical)
        out_.write(element("sector_size", image.facts.sector_size));
    if (facts.block_size != 0) out_.write(element("block_size", facts.block_size));
    out_.write(element("ftype_str", facts.type));
    if (facts.block_count != 0) {
        out_.write(element("block_count", facts.block_count) + "<first_block>0</first_block>");
        if (facts.block_count > 1) out_.write(element("last_block", facts.block_count - 1));
    }
    out_.write("\n");
    std::optional<Error> failed;
    TRY(source_.each_file_of(row.id, [&](const FileRow& file) {
        source_.count_file(file);
        const auto text = fileobject(file, row.ordinal + 1, row);
        if (!text) failed = text.error();
        return text && out_.write(*text);
    }));
    if (failed) return tl::unexpected{*failed};
    out_.write("</volume>\n");
    return {};
}

Result<void> Writer::write() {
    head();
    for (const ImageRow& image : source_.images()) {
        for (const FileSystemRow& row : source_.file_systems()) {
            if (row.image == image.id) TRY(volume(row, image));
        }
    }
    out_.write("</dfxml>\n");
    return {};
}

}  // namespace

Result<void> write_dfxml(ExportSource& source, ExportFile& out) {
    return Writer{source, out}.write();
}

}  // namespace sanad
