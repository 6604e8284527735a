#include "plugins/archive/unpacking.hpp"

#include <algorithm>
#include <cstdio>

namespace sanad::archive {
namespace {

// Somewhat below what the host takes from one file (FindingLimits), so that an archive at the limit still counts.
constexpr std::uint64_t most_derived = (std::uint64_t{256} << 20) - (std::uint64_t{1} << 20);
constexpr std::uint64_t most_derived_files = 50'000;
constexpr std::uint64_t most_members = 100'000;
constexpr std::uint64_t most_path_bytes = std::uint64_t{32} << 20;
// Of solid archives, all that stands before a member is unpacked on the way to it.
constexpr std::uint64_t most_work = std::uint64_t{1} << 30;
// Text packs 20 to 1, logs 100 to 1; what yields more than this and much of it was made to.
constexpr std::uint64_t most_ratio = 256;
constexpr std::uint64_t always_allowed = std::uint64_t{16} << 20;

/// A file must have one, and not one without end; the artifact has the path in full.
std::string file_name(const Member& member) {
    constexpr std::size_t longest = 1024;
    if (member.path.empty()) return "member without a name at byte " + std::to_string(member.source.offset);
    if (member.path.size() <= longest) return member.path;
    std::size_t cut = longest;
    while (cut > 0 && (static_cast<unsigned char>(member.path[cut]) & 0xC0) == 0x80) --cut;
    return member.path.substr(0, cut);
}

}  // namespace

bool Reading::open(std::vector<sdk::Bytes> pieces) {
    pieces_ = std::move(pieces);
    for (const sdk::Bytes piece : pieces_) size_ += piece.size();
    archive_read_set_read_callback(raw(), read);
    archive_read_set_skip_callback(raw(), skip);
    archive_read_set_seek_callback(raw(), seek);
    archive_read_set_callback_data(raw(), this);
    return archive_read_open1(raw()) == ARCHIVE_OK;
}

la_ssize_t Reading::read(struct ::archive*, void* self, const void** buffer) {
    auto& reading = *static_cast<Reading*>(self);
    std::uint64_t before = 0;
    for (const sdk::Bytes piece : reading.pieces_) {
        if (reading.at_ - before < piece.size()) {
            const sdk::Bytes rest = piece.subspan(static_cast<std::size_t>(reading.at_ - before));
            *buffer = rest.data();
            reading.at_ += rest.size();
            return static_cast<la_ssize_t>(rest.size());
        }
        before += piece.size();
    }
    return 0;
}

la_int64_t Reading::skip(struct ::archive*, void* self, la_int64_t count) {
    auto& reading = *static_cast<Reading*>(self);
    if (count <= 0) return 0;
    const std::uint64_t step = std::min(static_cast<std::uint64_t>(count), reading.size_ - reading.at_);
    reading.at_ += step;
    return static_cast<la_int64_t>(step);
}

la_int64_t Reading::seek(struct ::archive*, void* self, la_int64_t offset, int whence) {
    auto& reading = *static_cast<Reading*>(self);
    const std::uint64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? reading.at_ : reading.size_;
    const auto size = static_cast<la_int64_t>(reading.size_);
    if (offset > size || offset < -size) return ARCHIVE_FATAL;
    const la_int64_t place = static_cast<la_int64_t>(base) + offset;
    if (place < 0 || place > size) return ARCHIVE_FATAL;
    reading.at_ = static_cast<std::uint64_t>(place);
    return place;
}

std::string Reading::error() const {
    const char* text = archive_error_string(raw());
    return text != nullptr ? sdk::utf8(text) : "it cannot be read";
}

Unpacking::Unpacking(const sdk::Sink& sink, std::uint64_t archive_size)
    : sink_{sink},
      derived_room_{std::min(most_derived, always_allowed + most_ratio * archive_size)},
      work_room_{std::min(most_work, 4 * (always_allowed + most_ratio * archive_size))} {}

void Unpacking::warn(sdk::Range place, const std::string& message) {
    damaged_ = true;
    sink_.warn(place, message);
}

bool Unpacking::take_place(std::string_view path) {
    if (members_ < most_members && path.size() <= most_path_bytes - path_bytes_) {
        path_bytes_ += path.size();
        return true;
    }
    ++unlisted_;
    return false;
}

bool Unpacking::may_pass_over(std::uint64_t size) {
    if (size > work_room_) return false;
    work_room_ -= size;
    return true;
}

// Block by block: archive_read_data drops what came before an error.
Unpacking::Ended Unpacking::read(std::vector<std::uint8_t>& content, const Reading& reading, std::uint64_t room) const {
    for (;;) {
        const void* block = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        const int outcome = archive_read_data_block(reading.raw(), &block, &size, &offset);
        const bool gave = (outcome == ARCHIVE_OK || outcome == ARCHIVE_WARN || outcome == ARCHIVE_EOF) && offset >= 0;
        if (gave) {
            const auto begins = static_cast<std::uint64_t>(offset);
            if (begins > room || size > room - begins) return Ended::too_large;
            // Holes of sparse files are not given, not even the last.
            if (begins > content.size()) content.resize(static_cast<std::size_t>(begins));
            if (size != 0 && begins == content.size()) {
                const auto* bytes = static_cast<const std::uint8_t*>(block);
                content.insert(content.end(), bytes, bytes + size);
            } else if (size != 0) {
                return Ended::broken;
            }
        }
        if (outcome == ARCHIVE_EOF) return Ended::well;
        if (outcome != ARCHIVE_OK) return Ended::broken;
    }
}

bool Unpacking::unpack(Member& member, const Reading& reading) {
    const std::uint64_t room = std::min(derived_room_, work_room_);
    if (derived_ >= most_derived_files || (member.size && *member.size > room)) {
        list(member, Content::left_out);
        return false;
    }
    std::vector<std::uint8_t> content;
    const Ended ended = read(content, reading, room);
    work_room_ -= std::min<std::uint64_t>(work_room_, content.size());
    if (ended == Ended::too_large) {
        list(member, Content::left_out);
        return false;
    }
    if (ended == Ended::broken) {
        warn(member.source, member.path + ": " + reading.error());
        if (content.empty()) {
            list(member, Content::none);
            return true;
        }
    }
    if (ended == Ended::well && !member.size) member.size = content.size();
    derived_room_ -= content.size();
    ++derived_;
    sink_.derive(file_name(member), member.source, content);
    list(member, ended == Ended::well ? Content::unpacked : Content::part);
    return true;
}

void Unpacking::list(const Member& member, Content content) {
    ++members_;
    if (member.encrypted) ++encrypted_;
    if (content == Content::left_out) {
        ++left_out_;
        sink_.warn(member.source, member.path +
                                      ": left out, because its content is larger than the limits on what "
                                      "one archive may yield");
    }
    sink_.emit(artifact_of(member, content));
}

sdk::Verdict Unpacking::finish(sdk::Artifact archive) {
    const auto count = [&](std::string_view name, std::uint64_t value) {
        archive.integer(name, static_cast<std::int64_t>(value));
    };
    count("members", members_);
    if (encrypted_ != 0) count("encrypted_members", encrypted_);
    if (left_out_ != 0) count("left_out", left_out_);
    if (unlisted_ != 0) {
        warn({}, "more members (at least " + std::to_string(unlisted_) + ") than the first " +
                     std::to_string(members_) + " are not listed");
    }
    sink_.emit(archive);
    return damaged_ ? sdk::Verdict::damaged : sdk::Verdict::examined;
}

}  // namespace sanad::archive
