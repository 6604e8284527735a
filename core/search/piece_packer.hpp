#pragma once
// Pieces of texts are packed by threads and kept in the order they came, by the thread that gives them. Threads wait
// for work in groups of pieces: most files are small.
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/search/pieces.hpp"

namespace sanad {

struct PackedPiece {
    std::int64_t number = 0;
    std::uint64_t text_offset = 0;
    std::uint32_t own_size = 0;
    std::optional<std::uint64_t> source_offset;
    std::vector<Byte> bytes;
};

/// Their texts stand one after the other.
struct PieceGroup {
    std::vector<PackedPiece> pieces;
    std::string texts;
    std::vector<std::size_t> sizes;
};

class PiecePacker {
public:
    using Keep = std::function<Result<void>(const PackedPiece&)>;
    PiecePacker(unsigned threads, Keep keep);
    ~PiecePacker();

    Result<void> add(std::int64_t number, const TextPiece& piece);
    /// Groups are shown to `see` too, from now on, in their order and before they are packed: all of a group but its
    /// packed bytes may be read by others. What was added before is in groups of its own. Empty: to nobody.
    void show_to(std::function<void(std::shared_ptr<const PieceGroup>)> see);
    /// What comes next is in another group.
    void part();
    /// All that were added are kept.
    Result<void> finish();

private:
    struct Group;
    void work();
    Result<void> keep_front();

    Keep keep_;
    std::function<void(std::shared_ptr<const PieceGroup>)> see_;
    std::shared_ptr<Group> open_;  ///< not given to a thread yet
    std::mutex mutex_;
    std::condition_variable given_, packed_;
    std::deque<std::shared_ptr<Group>> groups_;  ///< in their order; guarded
    std::size_t next_ = 0;                       ///< of them, for a thread; guarded
    bool over_ = false;                          ///< guarded
    std::vector<std::thread> threads_;
};

}  // namespace sanad
