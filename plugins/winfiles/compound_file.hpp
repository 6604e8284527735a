#pragma once
// The streams of an OLE compound file, through libolecf.
#include <libolecf.h>

#include <string>
#include <vector>

#include "plugins/readable/compound_header.hpp"
#include "plugins/winfiles/foreign_reader.hpp"

namespace sanad::winfiles {

constexpr std::string_view compound_signature{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8};

struct Stream {
    std::string name;
    std::vector<std::uint8_t> bytes;
    bool whole = true;  ///< false: it ends before its size says
};

struct CompoundStreams {
    std::vector<Stream> streams;
    bool damaged = false;
};

/// The streams directly under the root; what the callers look for has no folders.
inline CompoundStreams compound_streams(const sdk::File& file) {
    using CompoundFile = Owned<libolecf_file_free>;
    using Item = Owned<libolecf_item_free>;
    CompoundStreams found;
    ForeignReader reader{file};
    CompoundFile compound;
    if (libolecf_file_initialize(compound.out(), nullptr) != 1) throw std::runtime_error{"libolecf cannot begin"};
    Item root;
    int count = 0;
    const bool opened =
        !readable::counts_absurdly(file.read(0, 512)) &&
        libolecf_file_open_file_io_handle(compound.get(), reader.handle(), LIBOLECF_OPEN_READ, nullptr) == 1 &&
        libolecf_file_get_root_item(compound.get(), root.out(), nullptr) == 1 &&
        libolecf_item_get_number_of_sub_items(root.get(), &count, nullptr) == 1;
    reader.rethrow_unreadable();
    found.damaged = !opened;
    for (int i = 0; i < count && opened; ++i) {
        Item item;
        std::uint8_t type = 0;
        std::uint32_t size = 0;
        if (libolecf_item_get_sub_item(root.get(), i, item.out(), nullptr) != 1 ||
            libolecf_item_get_type(item.get(), &type, nullptr) != 1 ||
            libolecf_item_get_size(item.get(), &size, nullptr) != 1) {
            found.damaged = true;
            continue;
        }
        if (type != LIBOLECF_ITEM_TYPE_STREAM) continue;
        Stream stream{foreign_text(item.get(), libolecf_item_get_utf8_name_size, libolecf_item_get_utf8_name), {}};
        // A stream cannot be longer than the file, whatever its entry says.
        stream.bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>(size, file.size())));
        std::size_t done = 0;
        while (done < stream.bytes.size()) {
            const ssize_t read = libolecf_stream_read_buffer(item.get(), stream.bytes.data() + done,
                                                             stream.bytes.size() - done, nullptr);
            if (read <= 0) break;
            done += static_cast<std::size_t>(read);
        }
        stream.whole = done == size;
        stream.bytes.resize(done);
        found.streams.push_back(std::move(stream));
    }
    reader.rethrow_unreadable();
    return found;
}

}  // namespace sanad::winfiles
