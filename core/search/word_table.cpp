#include "core/search/word_table.hpp"

#include <algorithm>
#include <cstring>
#include <random>
#include <stdexcept>
#include <utility>

#include "core/search/postings.hpp"

namespace sanad {
namespace {

constexpr std::size_t longest_key = 32768;
constexpr std::size_t first_slots = std::size_t{1} << 16;
/// Room is touched only where it is used: a small shard does not pay for it.
constexpr std::size_t first_room = std::size_t{64} << 20;

// A word's postings are a chain of slices, each twice as large as the one before up to a limit: most words stand in one
// place, and a few in all. The last four bytes of a full slice say where the next one is.
constexpr std::uint8_t last_level = 8;
constexpr std::uint32_t link = 4;
constexpr std::uint32_t held(std::uint8_t level) {
    return std::uint32_t{8} << level;
}

__extension__ using Wide = unsigned __int128;

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t loaded(const char* at) {
    std::uint64_t number;
    std::memcpy(&number, at, sizeof number);
    return number;
}

/// Up to eight letters as one number, another for all others of that size. Eight bytes are read whatever the size: to
/// look how many there are costs more.
std::uint64_t letters_of(const char* at, std::size_t size) {
    const std::uint64_t letters = loaded(at);
    return size >= 8 ? letters : letters & ((std::uint64_t{1} << (8 * size)) - 1);
}

/// Seeded by chance: nobody can write a text whose words all fall into one slot.
std::uint64_t hash_of(std::string_view key, std::uint64_t seed) {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15;
    std::uint64_t hash = seed ^ key.size();
    std::size_t at = 0;
    for (; key.size() - at > 8; at += 8) hash = mixed(hash ^ loaded(key.data() + at), odd ^ seed);
    hash = mixed(hash ^ letters_of(key.data() + at, key.size() - at), odd ^ seed);
    return mixed(hash, odd);
}

/// Words in the order of their bytes, by the first eight of them.
std::uint64_t leading_letters(std::string_view key) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) value = value << 8 | (i < key.size() ? static_cast<Byte>(key[i]) : Byte{0});
    return value;
}

}  // namespace

WordTable::WordTable() : slots_(first_slots) {
    std::random_device chance;
    seed_ = static_cast<std::uint64_t>(chance()) << 32 | chance() | 1;
    room_ = std::make_unique_for_overwrite<Byte[]>(first_room);
    room_size_ = first_room;
}

void WordTable::clear() {
    std::ranges::fill(slots_, Slot{});
    words_.clear();
    heads_.clear();
    keys_.clear();
    used_ = 0;
    row_ = before_first;
}

/// A word's slot, the word and the end of its places lie anywhere in memory: each is asked for in advance for all that
/// wait, so that they come at the same time.
void WordTable::settle() {
    std::array<std::uint64_t, most_waiting> hashes;
    std::array<std::uint32_t, most_waiting> numbers;
    const std::size_t mask = slots_.size() - 1;
    const std::size_t count = std::exchange(came_, 0);
    for (std::size_t i = 0; i < count; ++i) {
        std::string_view& key = waiting_[i];
        if (key.size() > longest_key) {
            std::size_t size = longest_key;
            while (size > 1 && (static_cast<Byte>(key[size]) & 0xC0) == 0x80) --size;
            key = key.substr(0, size);
        }
        hashes[i] = hash_of(key, seed_);
        __builtin_prefetch(&slots_[hashes[i] & mask]);
    }
    for (std::size_t i = 0; i < count; ++i) {
        const Slot& slot = slots_[hashes[i] & mask];
        if (slot.word != 0) __builtin_prefetch(&words_[slot.word - 1], 1);
    }
    for (std::size_t i = 0; i < count; ++i) {
        numbers[i] = number_of(waiting_[i], hashes[i]);
        __builtin_prefetch(room_.get() + words_[numbers[i]].tail, 1);
    }
    for (std::size_t i = 0; i < count; ++i) put_place(words_[numbers[i]]);
}

void WordTable::put_place(Word& word) {
    const auto put_here = [&](Byte byte) { put(word, byte); };
    if (word.row != row_) {
        if (word.row != before_first) put(word, 0);
        put_number(row_ - word.row, put_here);
        word.row = row_;
        word.place = before_first;
    }
    put_number(place_ - word.place, put_here);
    word.place = place_++;
}

std::uint32_t WordTable::number_of(std::string_view key, std::uint64_t hash) {
    const std::uint64_t letters = letters_of(key.data(), key.size());
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    for (; slots_[at].word != 0; at = (at + 1) & mask) {
        if (slots_[at].tag != tag) continue;
        const std::uint32_t number = slots_[at].word - 1;
        const Word& word = words_[number];
        if (word.letters == letters && word.key_size == key.size() && (key.size() <= 8 || key_of(word) == key))
            return number;
    }
    const std::uint32_t number = new_word(key, letters);
    slots_[at] = {tag, number + 1};
    if (words_.size() * 2 > slots_.size()) grow_slots();
    return number;
}

std::uint32_t WordTable::new_word(std::string_view key, std::uint64_t letters) {
    const std::size_t before = keys_.empty() ? 0 : keys_.size() - readable_behind;
    if (before + key.size() > UINT32_MAX) throw std::length_error{"too many words for one part of the index"};
    Word word;
    word.letters = letters;
    word.key = static_cast<std::uint32_t>(before);
    word.key_size = static_cast<std::uint16_t>(key.size());
    word.tail = slice(0);
    word.end = word.tail + held(0);
    // What grow_slots() reads behind the last.
    keys_.resize(word.key);
    keys_ += key;
    keys_.append(readable_behind, '\0');
    words_.push_back(word);
    heads_.push_back(word.tail);
    return static_cast<std::uint32_t>(words_.size() - 1);
}

void WordTable::grow_slots() {
    slots_.assign(slots_.size() * 2, Slot{});
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = 0; i < words_.size(); ++i) {
        const std::uint64_t hash = hash_of(key_of(words_[i]), seed_);
        std::size_t at = hash & mask;
        while (slots_[at].word != 0) at = (at + 1) & mask;
        slots_[at] = {static_cast<std::uint32_t>(hash >> 32), static_cast<std::uint32_t>(i + 1)};
    }
}

std::uint32_t WordTable::slice(std::uint8_t level) {
    const std::size_t size = held(level) + link;
    if (used_ + size > UINT32_MAX) throw std::length_error{"too many words for one part of the index"};
    if (used_ + size > room_size_) {
        auto larger = std::make_unique_for_overwrite<Byte[]>(room_size_ * 2);
        std::memcpy(larger.get(), room_.get(), used_);
        room_ = std::move(larger);
        room_size_ *= 2;
    }
    const auto at = static_cast<std::uint32_t>(used_);
    used_ += size;
    return at;
}

void WordTable::extend(Word& word) {
    word.level = std::min<std::uint8_t>(word.level + 1, last_level);
    const std::uint32_t next = slice(word.level);
    std::memcpy(room_.get() + word.end, &next, sizeof next);
    word.tail = next;
    word.end = next + held(word.level);
}

std::vector<std::uint32_t> WordTable::in_order() const {
    struct Place {
        std::uint64_t letters;
        std::uint32_t word;
    };
    std::vector<Place> places;
    places.reserve(words_.size());
    for (std::size_t i = 0; i < words_.size(); ++i)
        places.push_back({leading_letters(key_of(words_[i])), static_cast<std::uint32_t>(i)});
    std::ranges::sort(places, [&](const Place& a, const Place& b) {
        return a.letters != b.letters ? a.letters < b.letters : key_of(words_[a.word]) < key_of(words_[b.word]);
    });
    std::vector<std::uint32_t> order;
    order.reserve(places.size());
    for (const Place& place : places) order.push_back(place.word);
    return order;
}

void WordTable::gather(std::uint32_t number, std::vector<Byte>& postings) const {
    const Word& word = words_[number];
    postings.clear();
    std::uint32_t at = heads_[number];
    for (std::uint8_t level = 0;; level = std::min<std::uint8_t>(level + 1, last_level)) {
        const std::uint32_t end = at + held(level);
        const bool last = word.end == end;
        postings.insert(postings.end(), room_.get() + at, room_.get() + (last ? word.tail : end));
        if (last) return;
        std::memcpy(&at, room_.get() + end, sizeof at);
    }
}

}  // namespace sanad
