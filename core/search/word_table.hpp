#pragma once
// The words of many rows and where each stands, in memory, until a shard writes them in their order. A word costs a
// look-up and a byte or two; what it comes to in the end depends on the rows alone.
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.hpp"

namespace sanad {

class WordTable {
public:
    WordTable();

    /// A row's words come one after the other, in the order of their places, and end with settle().
    void begin_row() {
        ++row_;
        place_ = 0;
    }
    /// `key` is not empty and stays where it is until settle(), and as many bytes behind it can be read; of one that is
    /// longer than any word its beginning is kept.
    static constexpr std::size_t readable_behind = 8;
    void add(std::string_view key) {
        waiting_[came_++] = key;
        if (came_ == most_waiting) settle();
    }
    void settle();

    std::uint32_t rows() const { return row_ + 1; }
    /// Of memory, for words and places.
    std::size_t bytes() const { return used_ + keys_.size() + words_.size() * (sizeof(Word) + sizeof(std::uint32_t)); }
    void clear();

    /// each(key, number of rows, postings), by key. `postings` (postings.hpp) live until it returns.
    template <class Each>
    void each(Each do_one) {
        std::vector<Byte> postings;
        for (const std::uint32_t number : in_order()) {
            gather(number, postings);
            // Only the end of a row is 0, and the last row has none.
            const auto rows = static_cast<std::uint32_t>(std::ranges::count(postings, Byte{0}) + 1);
            do_one(key_of(words_[number]), rows, Bytes{postings});
        }
    }

private:
    static constexpr std::uint32_t before_first = ~std::uint32_t{0};
    /// Two lie in one line of the cache: nearly every word that is added costs one from memory.
    struct alignas(32) Word {
        std::uint64_t letters = 0;  ///< the first eight
        std::uint32_t key = 0;      ///< in keys_
        std::uint16_t key_size = 0;
        std::uint8_t level = 0;                                  ///< of its last slice
        std::uint32_t tail = 0, end = 0;                         ///< of that, in room_
        std::uint32_t row = before_first, place = before_first;  ///< the last
    };
    struct Slot {
        std::uint32_t tag = 0;   ///< the rest of the hash
        std::uint32_t word = 0;  ///< its number and 1; 0: free
    };

    std::string_view key_of(const Word& word) const { return std::string_view{keys_}.substr(word.key, word.key_size); }
    std::uint32_t number_of(std::string_view key, std::uint64_t hash);
    std::uint32_t new_word(std::string_view key, std::uint64_t letters);
    void put_place(Word& word);
    void grow_slots();
    std::uint32_t slice(std::uint8_t level);
    void extend(Word& word);
    void put(Word& word, Byte byte) {
        if (word.tail == word.end) extend(word);
        room_[word.tail++] = byte;
    }
    std::vector<std::uint32_t> in_order() const;
    void gather(std::uint32_t number, std::vector<Byte>& postings) const;

    std::uint64_t seed_;
    std::vector<Slot> slots_;
    std::vector<Word> words_;
    std::vector<std::uint32_t> heads_;  ///< their first slices in room_
    std::string keys_;
    std::unique_ptr<Byte[]> room_;  ///< of slices
    std::size_t room_size_ = 0, used_ = 0;
    std::uint32_t row_ = before_first, place_ = 0;
    static constexpr std::size_t most_waiting = 32;
    std::array<std::string_view, most_waiting> waiting_;
    std::size_t came_ = 0;
};

}  // namespace sanad
