#include "core/source/containers/layered_source.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sanad::containers {
namespace {

/// Two units of AFF's usual 16 MiB, or hundreds of the small ones of virtual disks.
constexpr std::size_t most_unit_bytes = 33 << 20;
constexpr std::size_t most_units = 1024;

/// Around a read error this much is tried at a time, so that one bad sector does not cost its neighbours.
constexpr std::uint64_t retry_size = 4096;

std::size_t fitting(std::uint64_t length, std::size_t room) {
    return static_cast<std::size_t>(std::min<std::uint64_t>(length, room));
}

void zero(MutableBytes bytes) {
    std::fill(bytes.begin(), bytes.end(), Byte{0});
}

}  // namespace

LayeredSource::LayeredSource(std::vector<LayerOwner> layers, std::string provenance)
    : layers_{std::move(layers)}, provenance_{std::move(provenance)} {}

Result<LayeredSource::Found> LayeredSource::find(std::uint64_t offset, std::uint64_t wanted) {
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const std::uint64_t end = layers_[i]->facts().size;
        // A disk may be larger than the parent it was grown from: beyond the parent's end nothing was written.
        if (offset >= end) return Found{Piece::zeros(wanted), i};
        wanted = std::min(wanted, end - offset);
        Piece piece = TRY(layers_[i]->piece_at(offset, wanted));
        wanted = piece.length = std::clamp<std::uint64_t>(piece.length, 1, wanted);
        if (piece.kind != Piece::Kind::parent) return Found{std::move(piece), i};
    }
    return Found{Piece::zeros(wanted), layers_.size() - 1};
}

Result<void> LayeredSource::read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) {
    TRY(check_range(offset, to.size()));
    // Neighbouring stored pieces that also stand together in the file are one read.
    Piece run;
    std::uint64_t run_offset = 0;
    MutableBytes run_bytes;
    const auto end_run = [&]() -> Result<void> {
        if (!run_bytes.empty()) TRY(read_stored(run, run_offset, run_bytes, damage));
        run_bytes = {};
        return {};
    };

    while (!to.empty()) {
        const Found found = TRY(find(offset, to.size()));
        const std::size_t count = fitting(found.piece.length, to.size());
        const MutableBytes part = to.first(count);
        if (found.piece.kind == Piece::Kind::stored) {
            const bool continues = !run_bytes.empty() && run.file == found.piece.file &&
                                   run.file_offset + run_bytes.size() == found.piece.file_offset;
            if (continues) {
                run_bytes = {run_bytes.data(), run_bytes.size() + count};
            } else {
                TRY(end_run());
                run = found.piece;
                run_offset = offset;
                run_bytes = part;
            }
        } else {
            TRY(end_run());
            if (found.piece.kind == Piece::Kind::packed) {
                TRY(read_packed(found, offset, part, damage));
            } else {
                zero(part);
                if (found.piece.kind == Piece::Kind::damaged) add_damage(damage, offset, count, found.piece.reason);
            }
        }
        offset += count;
        to = to.subspan(count);
    }
    return end_run();
}

Result<void> LayeredSource::read_stored(const Piece& piece, std::uint64_t offset, MutableBytes to,
                                        std::vector<DamagedRange>& damage) {
    const FileBytes& file = *piece.file;
    const std::uint64_t there = piece.file_offset < file.size() ? file.size() - piece.file_offset : 0;
    const std::size_t count = fitting(there, to.size());
    if (count < to.size()) {
        zero(to.subspan(count));
        add_damage(damage, offset + count, to.size() - count, file.name() + " ends before these bytes");
    }
    const auto whole = file.read(piece.file_offset, to.first(count));
    if (whole) return {};
    if (whole.error().fault != Fault::unreadable) return tl::unexpected{whole.error()};
    for (std::size_t done = 0; done < count;) {
        const MutableBytes part = to.subspan(done, fitting(retry_size, count - done));
        if (const auto again = file.read(piece.file_offset + done, part); !again) {
            if (again.error().fault != Fault::unreadable) return tl::unexpected{again.error()};
            zero(part);
            add_damage(damage, offset + done, part.size(), "read error in " + file.name());
        }
        done += part.size();
    }
    return {};
}

Result<const LayeredSource::Unit*> LayeredSource::unit_of(const Found& found) {
    const auto known = std::find_if(units_.begin(), units_.end(), [&](const Unit& unit) {
        return unit.layer == found.layer && unit.offset == found.piece.unit_offset;
    });
    if (known != units_.end()) {
        units_.splice(units_.begin(), units_, known);
        return &units_.front();
    }

    const Piece& piece = found.piece;
    Unit unit{found.layer, piece.unit_offset, {}, {}};
    if (piece.unit_size == 0 || piece.unit_size > largest_unit) {
        unit.reason = fmt::format("a compressed unit of {} bytes", piece.unit_size);
    } else if (auto packed = piece.file->read(piece.file_offset, piece.packed_size); !packed) {
        if (packed.error().fault == Fault::unavailable) return tl::unexpected{packed.error()};
        unit.reason = packed.error().what;
    } else {
        unit.bytes.resize(static_cast<std::size_t>(piece.unit_size));
        if (const auto done = layers_[found.layer]->unpack(piece, *packed, unit.bytes); !done) {
            unit.reason = piece.file->name() + ": " + done.error().what;
            unit.bytes = {};
        }
    }
    unit_bytes_ += unit.bytes.size();
    units_.push_front(std::move(unit));
    while (units_.size() > 1 && (unit_bytes_ > most_unit_bytes || units_.size() > most_units)) {
        unit_bytes_ -= units_.back().bytes.size();
        units_.pop_back();
    }
    return &units_.front();
}

Result<void> LayeredSource::read_packed(const Found& found, std::uint64_t offset, MutableBytes to,
                                        std::vector<DamagedRange>& damage) {
    const Unit* unit = TRY(unit_of(found));
    const ByteReader bytes{unit->bytes};
    const auto part = bytes.slice(offset - unit->offset, to.size());
    if (part) {
        std::copy(part->begin(), part->end(), to.begin());
    } else {
        zero(to);
        add_damage(damage, offset, to.size(), unit->reason.empty() ? part.error().what : unit->reason);
    }
    return {};
}

}  // namespace sanad::containers
