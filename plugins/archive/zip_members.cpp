#include "plugins/archive/zip_members.hpp"

#include <algorithm>

namespace sanad::archive {
namespace {

/// A zip of this one member, without the name that the evidence gave it: libarchive reads that as one after the other,
/// so nothing that a hostile directory says elsewhere can lead it to another member's bytes.
std::string own_header(const ZipEntry& entry) {
    std::string header{"PK\x03\x04", 4};
    const auto put = [&](std::uint64_t value, unsigned width) {
        for (unsigned i = 0; i < width; ++i) header += static_cast<char>(value >> 8 * i & 0xFF);
    };
    constexpr std::uint16_t how_imploded = 6;
    put(20, 2);
    put((entry.flags & how_imploded) | (entry.sizes_known ? 0u : sizes_follow), 2);
    put(entry.method, 2);
    put(0, 4);
    put(entry.sizes_known ? entry.crc : 0, 4);
    put(entry.sizes_known ? entry.packed : 0, 4);
    put(entry.sizes_known ? entry.size : 0, 4);
    put(1, 2);
    put(0, 2);
    return header + 'm';
}

class ZipExamination {
public:
    ZipExamination(BytesView file, const sdk::Sink& sink)
        : file_{file}, zip_{zip_directory(file)}, unpacking_{sink, file.size()} {}

    sdk::Verdict examine() {
        if (!zip_.is_zip) return sdk::Verdict::not_mine;
        for (const std::string& damage : zip_.damage) unpacking_.warn({}, damage);
        const NameEncoding encoding = encoding_of_names();
        for (const ZipEntry& entry : zip_.entries) take(entry, encoding);
        sdk::Artifact archive{"archive.listed", {0, file_.size()}};
        archive.text("format", "zip");
        if (!zip_.comment.empty()) {
            archive.text("comment",
                         read_as(is_utf8(zip_.comment) ? NameEncoding::utf8 : NameEncoding::cp437, zip_.comment));
        }
        return unpacking_.finish(std::move(archive));
    }

private:
    NameEncoding encoding_of_names() const {
        std::string names;
        constexpr std::size_t enough = 1 << 16;
        for (const ZipEntry& entry : zip_.entries) {
            if (names.size() < enough && !is_utf8(entry.name)) names.append(entry.name) += '\n';
        }
        return likely_encoding(names);
    }

    void take(const ZipEntry& entry, NameEncoding encoding) {
        Member member = member_of(entry, encoding);
        if (!unpacking_.take_place(entry.name)) return;
        if (!entry.content) {
            member.source = {0, file_.size()};
            unpacking_.warn({}, member.path + ": " +
                                    (entry.disk == zip_.disk ? "where the directory leads there is no member"
                                                             : "its content is in another part of this split zip"));
            return unpacking_.list(member, Content::none);
        }
        const BytesView packed = file_.part(*entry.content, entry.sizes_known ? entry.packed : file_.size());
        member.source = {entry.offset, *entry.content + packed.size() - entry.offset};
        if (entry.local_name != entry.name) {
            unpacking_.warn(member.source,
                            member.path + ": before its content it is called " +
                                read_as(is_utf8(entry.local_name) ? NameEncoding::utf8 : encoding, entry.local_name));
        }
        if (member.encrypted) return unpacking_.list(member, Content::encrypted);
        if (member.kind == "folder" || member.kind == "other") return unpacking_.list(member, Content::none);
        if (entry.size > 0xFFFFFFFF) return unpacking_.list(member, Content::left_out);
        unpack(member, entry, packed);
    }

    void unpack(Member& member, const ZipEntry& entry, BytesView packed) {
        const std::string header = own_header(entry);
        Reading reading;
        reading.with({archive_read_support_format_zip_streamable});
        struct archive_entry* unused = nullptr;
        if (!reading.open({{reinterpret_cast<const std::uint8_t*>(header.data()), header.size()}, packed.bytes()}) ||
            archive_read_next_header(reading.raw(), &unused) != ARCHIVE_OK) {
            unpacking_.warn(member.source, member.path + ": " + reading.error());
            return unpacking_.list(member, Content::none);
        }
        if (member.kind != "link") {
            unpacking_.unpack(member, reading);
            return;
        }
        std::string target(4096, '\0');
        const la_ssize_t count = archive_read_data(reading.raw(), target.data(), target.size());
        target.resize(static_cast<std::size_t>(std::max<la_ssize_t>(count, 0)));
        if (count < 0) unpacking_.warn(member.source, member.path + ": " + reading.error());
        member.link_target = target;
        unpacking_.list(member, Content::none);
    }

    BytesView file_;
    ZipDirectory zip_;
    Unpacking unpacking_;
};

}  // namespace

sdk::Verdict examine_zip(sdk::Bytes bytes, const sdk::Sink& sink) {
    return ZipExamination{BytesView{bytes}, sink}.examine();
}

}  // namespace sanad::archive
