#include "plugins/unix/journal_file.hpp"

#include <lz4.h>
#include <lzma.h>
#include <zstd.h>

namespace sanad::unix_traces {

namespace {

constexpr std::size_t largest_field = 64u << 20;   // of one entry; journald itself refuses more than 768 MiB
constexpr std::size_t largest_cache = 256u << 20;  // of fields unpacked
constexpr std::uint64_t object_header = 16;

struct Unpackable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The size stands in front, then one LZ4 block.
std::string lz4_unpacked(Bytes packed) {
    const Record record{packed};
    const std::uint64_t size = record.u64(0);
    if (size > largest_field) throw Unpackable{"an LZ4 field of " + std::to_string(size) + " bytes"};
    std::string text(static_cast<std::size_t>(size), '\0');
    const int count = LZ4_decompress_safe(reinterpret_cast<const char*>(packed.data()) + 8, text.data(),
                                          static_cast<int>(packed.size() - 8), static_cast<int>(size));
    if (count < 0 || static_cast<std::uint64_t>(count) != size) throw Unpackable{"a field that LZ4 cannot unpack"};
    return text;
}

std::string xz_unpacked(Bytes packed) {
    std::string text;
    lzma_stream stream = LZMA_STREAM_INIT;
    if (lzma_stream_decoder(&stream, 128u << 20, 0) != LZMA_OK) throw Unpackable{"xz cannot begin"};
    stream.next_in = packed.data();
    stream.avail_in = packed.size();
    lzma_ret said = LZMA_OK;
    std::array<std::uint8_t, 65536> part;
    while (said == LZMA_OK && text.size() <= largest_field) {
        stream.next_out = part.data();
        stream.avail_out = part.size();
        said = lzma_code(&stream, LZMA_FINISH);
        text.append(reinterpret_cast<const char*>(part.data()), part.size() - stream.avail_out);
    }
    lzma_end(&stream);
    if (said != LZMA_STREAM_END) throw Unpackable{"a field that xz cannot unpack"};
    return text;
}

std::string zstd_unpacked(Bytes packed) {
    const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > largest_field) {
        throw Unpackable{"a field that zstd cannot unpack"};
    }
    std::string text(static_cast<std::size_t>(size), '\0');
    const std::size_t count = ZSTD_decompress(text.data(), text.size(), packed.data(), packed.size());
    if (ZSTD_isError(count) != 0 || count != text.size()) throw Unpackable{"a field that zstd cannot unpack"};
    return text;
}

}  // namespace

Journal::Journal(Bytes bytes) : file_{bytes}, header_{bytes} {
    if (bytes.size() < signature.size() || file_.raw(0, signature.size()) != signature) return;
    mine_ = true;
    incompatible_ = file_.u32(12);
    header_size_ = file_.u64(88);
    if (header_size_ < 208) throw TooShort{"the header says it is " + std::to_string(header_size_) + " bytes long"};
    header_ = Record{file_.part(0, header_size_)};
}

Journal::Object Journal::object(std::uint64_t offset, std::uint8_t type) const {
    const auto here = [&] { return " at " + std::to_string(offset); };
    if (offset < header_size_ || offset % 8 != 0) throw TooShort{"no object can be" + here()};
    if (file_.u8(offset) != type) {
        throw TooShort{"an object of type " + std::to_string(type) + " was expected" + here() +
                       ", there is one of type " + std::to_string(file_.u8(offset))};
    }
    const std::uint64_t size = file_.u64(offset + 8);
    if (size < object_header) throw TooShort{"an object without size" + here()};
    return {offset, size, file_.u8(offset + 1), Record{file_.part(offset, size)}};
}

const std::string& Journal::field(std::uint64_t offset) {
    if (const auto known = fields_.find(offset); known != fields_.end()) return known->second;
    const Object data = object(offset, data_object);
    const std::uint64_t start = (incompatible_ & compact) != 0 ? 72 : 64;
    if (data.size < start) throw TooShort{"a field's object is too short"};
    const Bytes payload = data.bytes.part(start, data.size - start);
    std::string text;
    if ((data.flags & 1) != 0) {
        text = xz_unpacked(payload);
    } else if ((data.flags & 2) != 0) {
        text = lz4_unpacked(payload);
    } else if ((data.flags & 4) != 0) {
        text = zstd_unpacked(payload);
    } else {
        text.assign(reinterpret_cast<const char*>(payload.data()), payload.size());
    }
    if (fields_size_ > largest_cache) fields_.clear(), fields_size_ = 0;
    fields_size_ += text.size() + 64;
    return fields_.insert_or_assign(offset, std::move(text)).first->second;
}

JournalEntry Journal::entry(std::uint64_t offset, const Warn& warn, bool& sound) {
    const Object found = object(offset, entry_object);
    const Record& bytes = found.bytes;
    JournalEntry entry{offset, found.size, bytes.u64(16), bytes.u64(24), hexadecimal(bytes.part(40, 16)), {}};
    const std::uint64_t item_size = (incompatible_ & compact) != 0 ? 4 : 16;
    for (std::uint64_t at = 64; at + item_size <= found.size; at += item_size) {
        const std::uint64_t place = item_size == 4 ? bytes.u32(at) : bytes.u64(at);
        if (place == 0) continue;
        try {
            entry.fields.push_back(field(place));
        } catch (const std::runtime_error& error) {
            warn(offset, found.size, std::string{"a field of the entry cannot be read: "} + error.what());
            sound = false;
        }
    }
    return entry;
}

bool Journal::entries(const std::function<void(const JournalEntry&)>& found, const Warn& warn) {
    bool sound = true;
    const std::uint64_t item_size = (incompatible_ & compact) != 0 ? 4 : 8;
    std::unordered_set<std::uint64_t> seen;
    std::uint64_t last = 0;
    std::uint64_t array_at = header_.u64(176);
    while (array_at != 0) {
        if (!seen.insert(array_at).second) {
            warn(array_at, 0, "the chain of entry arrays turns back on itself");
            return false;
        }
        try {
            const Object array = object(array_at, entry_array_object);
            array_at = array.bytes.u64(16);
            for (std::uint64_t at = 24; at + item_size <= array.size; at += item_size) {
                const std::uint64_t place = item_size == 4 ? array.bytes.u32(at) : array.bytes.u64(at);
                if (place == 0) break;  // not filled yet
                if (place <= last) {
                    warn(place, 0, "an entry array goes back from " + std::to_string(last));
                    return false;
                }
                last = place;
                try {
                    found(entry(place, warn, sound));
                } catch (const std::runtime_error& error) {
                    warn(place, 0, error.what());
                    sound = false;
                }
            }
        } catch (const std::runtime_error& error) {
            warn(array_at, 0, std::string{"the chain of entry arrays breaks: "} + error.what());
            return false;
        }
    }
    return sound;
}

}  // namespace sanad::unix_traces
