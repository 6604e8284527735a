#include "plugins/sqlite/records.hpp"

#include <algorithm>

#include "plugins/sqlite/big_endian.hpp"

namespace sanad::sqlite {
namespace {

using sdk::Bytes;

constexpr int deepest = 20;  // as SQLite's own limit
constexpr std::uint8_t interior_table = 5, leaf_table = 13;

struct Node {
    Bytes page;
    std::size_t header = 0;  ///< page 1 begins with the header of the file
    std::uint8_t kind = 0;
    std::size_t cells = 0;
    std::size_t cell_pointers() const { return header + (kind == interior_table ? 12 : 8); }
    std::size_t cell(std::size_t i) const { return u16_be(page, cell_pointers() + 2 * i); }
};

std::optional<Node> node_at(const Pages& pages, std::uint32_t number) {
    Node node{pages.page(number), number == 1 ? std::size_t{100} : 0};
    if (node.page.empty()) return std::nullopt;
    node.kind = node.page[node.header];
    node.cells = u16_be(node.page, node.header + 3);
    if (node.kind != interior_table && node.kind != leaf_table) return std::nullopt;
    if (node.cell_pointers() + 2 * node.cells > node.page.size()) return std::nullopt;
    return node;
}

/// Of a leaf: payload size and rowid; of an interior cell: the child and the largest rowid in it.
struct Cell {
    std::uint64_t payload_or_child = 0;
    std::int64_t rowid = 0;
    std::size_t begin = 0, payload_at = 0;
};
std::optional<Cell> cell_of(const Node& node, std::size_t i) {
    Cell cell;
    cell.begin = node.cell(i);
    std::size_t at = cell.begin;
    if (node.kind == interior_table) {
        if (at + 4 > node.page.size()) return std::nullopt;
        cell.payload_or_child = u32_be(node.page, at);
        at += 4;
    } else {
        const auto payload = varint(node.page, at);
        if (!payload) return std::nullopt;
        cell.payload_or_child = *payload;
    }
    const auto rowid = varint(node.page, at);
    if (!rowid) return std::nullopt;
    cell.rowid = static_cast<std::int64_t>(*rowid);
    cell.payload_at = at;
    return cell;
}

/// How much of a payload stands on a leaf itself (fileformat2, 1.6).
std::uint64_t local_payload(std::uint64_t payload, std::uint64_t usable) {
    const std::uint64_t most = usable - 35;
    if (payload <= most) return payload;
    const std::uint64_t least = (usable - 12) * 32 / 255 - 23;
    const std::uint64_t fitting = least + (payload - least) % (usable - 4);
    return (fitting <= most ? fitting : least) + 4;  // and the number of the first overflow page
}

}  // namespace

std::optional<sdk::Range> place_of_row(const Pages& pages, std::uint32_t root, std::int64_t rowid) {
    const std::uint64_t usable = pages.page_size - pages.image[20];
    if (usable < 480) return std::nullopt;
    std::uint32_t number = root;
    for (int depth = 0; depth < deepest; ++depth) {
        const auto node = node_at(pages, number);
        if (!node) return std::nullopt;
        std::size_t low = 0;
        for (std::size_t high = node->cells; low < high;) {
            const std::size_t middle = low + (high - low) / 2;
            const auto cell = cell_of(*node, middle);
            if (!cell) return std::nullopt;
            if (cell->rowid < rowid) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (node->kind == interior_table) {
            const auto cell = low < node->cells ? cell_of(*node, low) : std::nullopt;
            number = cell ? static_cast<std::uint32_t>(cell->payload_or_child) : u32_be(node->page, node->header + 8);
            continue;
        }
        const auto cell = low < node->cells ? cell_of(*node, low) : std::nullopt;
        if (!cell || cell->rowid != rowid) return std::nullopt;
        const sdk::Range page = pages.places[number - 1];
        const std::uint64_t end = cell->payload_at + local_payload(cell->payload_or_child, usable);
        if (end > page.length || cell->begin >= end) return std::nullopt;
        return sdk::Range{page.offset + cell->begin, end - cell->begin, page.stream};
    }
    return std::nullopt;
}

}  // namespace sanad::sqlite
