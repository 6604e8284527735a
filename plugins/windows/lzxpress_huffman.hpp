#pragma once
// LZ77 with Huffman codes as Windows packs prefetch files: MS-XCA 2.1. Each block of 65,536 bytes of output begins with
// the lengths of its 512 codes.
#include <array>
#include <vector>

#include "plugins/windows/bytes.hpp"

namespace windows {

class HuffmanUnpacker {
public:
    HuffmanUnpacker(Bytes packed, std::size_t size) : packed_{packed}, size_{size} {}

    /// As much as could be unpacked: less than was asked for when the packed bytes are damaged.
    std::vector<std::uint8_t> run() {
        while (out_.size() < size_ && begin_block() && read_block()) {
        }
        return std::move(out_);
    }

private:
    static constexpr std::size_t table_bytes = 256, symbols = 512, longest = 15, block = 65536;

    bool begin_block() {
        const Bytes table = part(packed_, at_, table_bytes);
        if (table.size() < table_bytes) return false;
        std::array<std::uint8_t, symbols> lengths{};
        for (std::size_t i = 0; i < symbols; ++i) lengths[i] = i % 2 == 0 ? table[i / 2] & 15 : table[i / 2] >> 4;
        // Canonical codes: shorter ones first, then by symbol.
        std::size_t next = 0;
        for (std::size_t length = 1; length <= longest; ++length) {
            for (std::size_t symbol = 0; symbol < symbols; ++symbol) {
                if (lengths[symbol] != length) continue;
                const std::size_t count = std::size_t{1} << (longest - length);
                if (next + count > decode_.size()) return false;
                for (std::size_t i = 0; i < count; ++i) {
                    decode_[next + i] = {static_cast<std::uint16_t>(symbol), static_cast<std::uint8_t>(length)};
                }
                next += count;
            }
        }
        if (next != decode_.size()) return false;
        at_ += table_bytes;
        bits_ = word() << 16;
        bits_ |= word();
        spare_ = 16;
        return true;
    }

    bool read_block() {
        const std::size_t end = out_.size() + block;
        while (out_.size() < end && out_.size() < size_) {
            const Code code = decode_[bits_ >> 17];
            drop(code.length);
            if (code.symbol < 256) {
                out_.push_back(static_cast<std::uint8_t>(code.symbol));
            } else if (!copy_match(code.symbol - 256u)) {
                return false;
            }
            if (at_ > packed_.size() + 4) return false;  // the reading ahead has left the input
        }
        return true;
    }

    bool copy_match(unsigned match) {
        std::size_t length = match & 15;
        if (length == 15) {
            length = byte() + std::size_t{15};
            if (length == 255 + 15) {
                length = word();
                if (length == 0) length = word() | std::size_t{word()} << 16;
                if (length < 15) return false;
            }
        }
        length += 3;
        const unsigned offset_bits = match >> 4;
        const std::size_t offset =
            (std::size_t{1} << offset_bits) + (offset_bits == 0 ? 0 : bits_ >> (32 - offset_bits));
        drop(offset_bits);
        if (offset > out_.size() || length > size_ - out_.size()) return false;
        for (std::size_t i = 0; i < length; ++i) out_.push_back(out_[out_.size() - offset]);
        return true;
    }

    void drop(unsigned count) {
        bits_ = count == 0 ? bits_ : bits_ << count;
        spare_ -= static_cast<int>(count);
        if (spare_ < 0) {
            bits_ |= word() << -spare_;
            spare_ += 16;
        }
    }
    // Beyond the end zeros are read; read_block notices.
    std::uint32_t byte() { return at_ < packed_.size() ? packed_[at_++] : (++at_, 0); }
    std::uint32_t word() {
        const std::uint32_t low = byte();
        return low | byte() << 8;
    }

    struct Code {
        std::uint16_t symbol;
        std::uint8_t length;
    };
    Bytes packed_;
    std::size_t size_;
    std::size_t at_ = 0;
    std::uint32_t bits_ = 0;
    int spare_ = 0;
    std::array<Code, 1 << longest> decode_{};
    std::vector<std::uint8_t> out_;
};

/// Unpacks `size` bytes, at most `most`; `whole` tells whether all are there.
inline std::vector<std::uint8_t> unpacked(Bytes packed, std::size_t size, std::size_t most, bool& whole) {
    auto bytes = HuffmanUnpacker{packed, std::min(size, most)}.run();
    whole = bytes.size() == size;
    return bytes;
}

}  // namespace windows
